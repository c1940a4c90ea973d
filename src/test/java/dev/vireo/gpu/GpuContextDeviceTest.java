package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.DeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("device")
class GpuContextDeviceTest {
  private static final long LONG_ENOUGH = TimeUnit.SECONDS.toNanos(60);
  private static final int WORDS = 1000; // not a multiple of the workgroup
  private static final int GROUPS = (WORDS + CopyShader.GROUP - 1) / CopyShader.GROUP;

  @TempDir Path folder;

  private GpuContext gpu;

  @BeforeEach
  void open() {
    ValidationLog.clear();
    gpu = GpuContext.open(TestDevice.name(), true);
  }

  @AfterEach
  void closeAndHearNoComplaint() {
    gpu.close();
    assertEquals(List.of(), ValidationLog.messages());
  }

  @Test
  void shouldOpenTheDeviceThatWasNamed() {
    String alias = gpu.info().alias();
    assertTrue(DriverAlias.fit(alias, TestDevice.name()) > 0, alias);
    List<String> aliases = DeviceCatalog.list().stream().map(DeviceInfo::alias).toList();
    assertTrue(aliases.contains(alias), aliases.toString());
  }

  @Test
  void shouldMakeABufferInTheMemoryTypeThatWasAskedFor() {
    for (MemoryType type : gpu.info().placement().types()) {
      if (type.mappable()) {
        assertEquals(type, gpu.buffer("typed", 256, type).type());
      }
    }
  }

  @Test
  void shouldDescribeLimitsThatVulkanGuarantees() {
    DeviceInfo info = gpu.info();
    assertTrue(info.maxStorageBufferRange() >= 1 << 27, info.toString());
    assertTrue(info.maxWorkgroupInvocations() >= 128, info.toString());
    assertTrue(info.maxWorkgroups() >= 65535, info.toString());
    assertTrue(info.maxStorageBuffers() >= 4, info.toString());
    assertTrue(info.maxPushConstantBytes() >= 128, info.toString());
    assertTrue(info.subgroupSize() >= 1, info.toString());
    for (MemoryUse use : MemoryUse.values()) {
      assertNotNull(info.placement().chosen(use), info.toString());
    }
  }

  @Test
  void shouldFillNewBuffersWithZeroes() {
    for (MemoryUse use : MemoryUse.values()) {
      GpuBuffer buffer = gpu.buffer("zero", 4 * WORDS, use);
      GpuBuffer answer = gpu.buffer("answer", 4 * WORDS, MemoryUse.ANSWER);
      fillFromHost(answer, 1);
      run(gpu.record("read").copy(buffer, 0, answer, 0, 4 * WORDS).barrierToHost().end());
      for (int i = 0; i < WORDS; i++) {
        assertEquals(0, answer.mapped().getInt(4 * i), use + " word " + i);
      }
    }
  }

  @Test
  void shouldClearABufferThatTheHostCannotMap() {
    GpuBuffer buffer = gpu.buffer("dirty", 4 * WORDS, MemoryUse.ANSWER);
    fillFromHost(buffer, 1);
    gpu.clear(buffer);
    for (int i = 0; i < WORDS; i++) {
      assertEquals(0, buffer.mapped().getInt(4 * i), "word " + i);
    }
  }

  @Test
  void shouldCarryBuffersToTheShaderAndBackAtEverySubmission() {
    GpuBuffer request = gpu.buffer("request", 4 * WORDS, MemoryUse.REQUEST);
    GpuBuffer device = gpu.buffer("device", 8 * WORDS, MemoryUse.DEVICE);
    GpuBuffer answer = gpu.buffer("answer", 4 * WORDS, MemoryUse.ANSWER);
    ComputePipeline in = gpu.pipeline("in", CopyShader.compile(), List.of(request, device), 4);
    ComputePipeline out = gpu.pipeline("out", CopyShader.compile(), List.of(device, answer), 4);
    RecordedCommands commands =
        gpu.record("round trip")
            .fill(answer, 0, 4 * WORDS, 0xEEEE)
            .barrierTransferToShader()
            .dispatch(in, GROUPS, 5)
            .barrierShaderToShader()
            .dispatch(out, GROUPS, 0xFFFFFFFF)
            .barrierShaderToTransfer()
            .fill(answer, 0, 4, 0x12345678)
            .barrierTransferToTransfer()
            .copy(answer, 0, answer, 4, 4)
            .barrierToHost()
            .end();
    for (int round = 0; round < 3; round++) {
      fillFromHost(request, round);
      run(commands);
      ByteBuffer words = answer.mapped();
      assertEquals(0x12345678, words.getInt(0));
      assertEquals(0x12345678, words.getInt(4));
      for (int i = 2; i < WORDS; i++) {
        assertEquals(value(round, i) + 4, words.getInt(4 * i), "round " + round + " word " + i);
      }
    }
  }

  @Test
  void shouldRunAnEmptyDispatch() {
    GpuBuffer buffer = gpu.buffer("b", 256, MemoryUse.DEVICE);
    ComputePipeline pipeline = gpu.pipeline("p", CopyShader.compile(), List.of(buffer, buffer), 4);
    run(gpu.record("empty").dispatch(pipeline, 0, 0).barrierToHost().end());
  }

  @Test
  void shouldDestroyWhatTheCallerClosesAndWhatItLeaves() {
    GpuBuffer closed = gpu.buffer("closed", 256, MemoryUse.DEVICE);
    GpuBuffer left = gpu.buffer("left", 256, MemoryUse.DEVICE);
    ComputePipeline pipeline = gpu.pipeline("p", CopyShader.compile(), List.of(closed, left), 4);
    RecordedCommands commands = gpu.record("c").dispatch(pipeline, 1, 0).barrierToHost().end();
    gpu.record("never ended").fill(left, 0, 256, 1);
    SubmitFence fence = gpu.fence();
    gpu.submit(commands, fence);
    gpu.waitIdle(LONG_ENOUGH);
    commands.close();
    pipeline.close();
    closed.close();
    closed.close();
    assertNull(closed.mapped());
    gpu.close();
    gpu.close();
    left.close();
    assertThrows(DeviceException.class, fence::signalled);
    assertThrows(DeviceException.class, () -> gpu.buffer("late", 4, MemoryUse.DEVICE));
  }

  @Test
  void shouldHearAHazardWhenThereIsOne() {
    GpuBuffer buffer = gpu.buffer("b", 64, MemoryUse.DEVICE);
    gpu.record("hazard").fill(buffer, 0, 64, 1).fill(buffer, 0, 64, 2).end();
    List<String> heard = ValidationLog.messages();
    ValidationLog.clear();
    assertTrue(
        heard.stream().anyMatch(m -> m.contains("SYNC-HAZARD-WRITE-AFTER-WRITE")),
        heard.toString());
  }

  @Test
  void shouldHearALeakWhenThereIsOne() {
    new GpuBuffer(gpu, "leaked", 64)
        .create(
            bytes ->
                gpu.info()
                    .placement()
                    .candidates(MemoryUse.DEVICE, bytes)); // not known to the context
    gpu.close();
    List<String> heard = ValidationLog.messages();
    ValidationLog.clear();
    assertTrue(heard.stream().anyMatch(m -> m.contains("VkBuffer")), heard.toString());
  }

  @Test
  void shouldDestroyEverythingWhenOpeningFailsHalfWay() {
    DiskCache disk = new DiskCache(folder);
    IllegalStateException failure = new IllegalStateException("on purpose");
    Runnable lastStep =
        () -> {
          throw failure;
        };
    assertEquals(
        failure,
        assertThrows(
            IllegalStateException.class,
            () -> GpuContext.open(TestDevice.name(), true, disk, lastStep)));
    assertThrows(DeviceException.class, () -> GpuContext.open("no such device", true));
  }

  @Test
  void shouldRefuseBuffersThatNoDeviceCanHave() {
    for (long bytes : new long[] {0, -4, 6}) {
      assertThrows(
          IllegalArgumentException.class, () -> gpu.buffer("odd", bytes, MemoryUse.DEVICE));
    }
    long tooMany = (gpu.info().maxStorageBufferRange() & ~3L) + 4;
    DeviceException refused =
        assertThrows(DeviceException.class, () -> gpu.buffer("huge", tooMany, MemoryUse.DEVICE));
    assertTrue(refused.getMessage().contains("" + tooMany), refused.getMessage());
  }

  @Test
  void shouldRefuseCommandsOutsideABuffer() {
    GpuBuffer buffer = gpu.buffer("b", 256, MemoryUse.DEVICE);
    GpuBuffer other = gpu.buffer("o", 64, MemoryUse.DEVICE);
    ComputePipeline pipeline = gpu.pipeline("p", CopyShader.compile(), List.of(buffer, other), 4);
    CommandRecorder recorder = gpu.record("r");
    Class<IllegalArgumentException> refused = IllegalArgumentException.class;
    assertThrows(refused, () -> recorder.fill(buffer, 0, 260, 1));
    assertThrows(refused, () -> recorder.fill(buffer, 256, 4, 1));
    assertThrows(refused, () -> recorder.fill(buffer, -4, 4, 1));
    assertThrows(refused, () -> recorder.fill(buffer, 2, 4, 1));
    assertThrows(refused, () -> recorder.fill(buffer, 0, 0, 1));
    assertThrows(refused, () -> recorder.fill(buffer, Long.MAX_VALUE - 3, 8, 1));
    assertThrows(refused, () -> recorder.copy(buffer, 0, other, 0, 128));
    assertThrows(refused, () -> recorder.copy(buffer, 0, buffer, 32, 64));
    assertThrows(refused, () -> recorder.dispatch(pipeline, -1, 0));
    assertThrows(refused, () -> recorder.dispatch(pipeline, 1));
    assertThrows(refused, () -> recorder.dispatch(pipeline, 1, 2, 3));
    recorder.end();
    assertThrows(IllegalStateException.class, recorder::end);
    assertThrows(IllegalStateException.class, recorder::barrierToHost);
  }

  @Test
  void shouldRefuseAFenceThatWasNotReset() {
    RecordedCommands commands = gpu.record("nothing").end();
    SubmitFence fence = gpu.fence();
    assertFalse(fence.signalled());
    assertFalse(fence.await(0));
    gpu.submit(commands, fence);
    assertTrue(fence.await(LONG_ENOUGH));
    assertThrows(IllegalStateException.class, () -> gpu.submit(commands, fence));
    fence.reset();
    assertFalse(fence.signalled());
    gpu.submit(commands, fence);
    gpu.waitIdle(LONG_ENOUGH);
    assertTrue(fence.signalled());
  }

  @Test
  void shouldCloseFromAThreadThatIsInterrupted() {
    GpuBuffer buffer = gpu.buffer("b", 256, MemoryUse.DEVICE);
    gpu.submit(gpu.record("fill").fill(buffer, 0, 256, 1).barrierToHost().end(), gpu.fence());
    Thread.currentThread().interrupt();
    gpu.close();
    assertTrue(Thread.interrupted(), "the interrupt was lost");
  }

  @Test
  void shouldRebuildAPipelineCacheThatIsCorrupt() throws IOException {
    DiskCache disk = new DiskCache(folder);
    Path file = disk.file("pipeline", gpu.info().driverIdentity());
    useACopyPipeline(disk);
    byte[] good = Files.readAllBytes(file);
    byte[] flipped = good.clone();
    flipped[flipped.length - 1] ^= 1;
    for (byte[] bad :
        List.of(flipped, Arrays.copyOf(good, good.length / 2), new byte[0], new byte[4096])) {
      Files.write(file, bad);
      useACopyPipeline(disk);
      assertNotNull(disk.read("pipeline", gpu.info().driverIdentity()));
    }
  }

  @Test
  void shouldWorkWithAPipelineCacheFromDisk() {
    DiskCache disk = new DiskCache(folder);
    useACopyPipeline(disk);
    assertDoesNotThrow(() -> useACopyPipeline(disk));
  }

  private void useACopyPipeline(DiskCache disk) {
    try (GpuContext other = GpuContext.open(TestDevice.name(), true, disk, () -> {})) {
      GpuBuffer in = other.buffer("in", 256, MemoryUse.REQUEST);
      GpuBuffer out = other.buffer("out", 256, MemoryUse.ANSWER);
      ComputePipeline pipeline = other.pipeline("copy", CopyShader.compile(), List.of(in, out), 4);
      SubmitFence fence = other.fence();
      other.submit(other.record("copy").dispatch(pipeline, 1, 9).barrierToHost().end(), fence);
      assertTrue(fence.await(LONG_ENOUGH));
      assertEquals(9, out.mapped().getInt(252));
    }
  }

  private void run(RecordedCommands commands) {
    SubmitFence fence = gpu.fence();
    gpu.submit(commands, fence);
    assertTrue(fence.await(LONG_ENOUGH), commands + " did not end");
    fence.close();
  }

  private static void fillFromHost(GpuBuffer buffer, int round) {
    ByteBuffer words = buffer.mapped();
    for (int i = 0; i < buffer.bytes() / 4; i++) {
      words.putInt(4 * i, value(round, i));
    }
  }

  private static int value(int round, int i) {
    return 0x9E3779B9 * (i + 1) + round;
  }
}
