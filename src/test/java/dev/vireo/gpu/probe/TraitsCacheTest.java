package dev.vireo.gpu.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DiskCache;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraitsCacheTest {
  private static final DeviceInfo DEVICE = Devices.card();

  @TempDir Path folder;

  private final AtomicInteger probes = new AtomicInteger();
  private DiskCache disk;
  private TraitsCache cache;

  @BeforeEach
  void openCache() {
    disk = new DiskCache(folder);
    cache = new TraitsCache(disk);
    TraitsCache.forget();
  }

  @AfterEach
  void forget() {
    TraitsCache.forget();
  }

  private DeviceTraits probe() {
    probes.incrementAndGet();
    return Traits.complete();
  }

  @Test
  void shouldProbeOnceForAllProcesses() {
    assertEquals(Traits.complete(), cache.of(DEVICE, this::probe));
    TraitsCache.forget();
    assertEquals(Traits.complete(), cache.of(DEVICE, this::probe));
    assertEquals(1, probes.get());
  }

  @Test
  void shouldProbeOnceInAProcessThatCannotWrite() {
    TraitsCache nowhere = new TraitsCache(new DiskCache(null));
    nowhere.of(DEVICE, this::probe);
    nowhere.of(DEVICE, this::probe);
    assertEquals(1, probes.get());
  }

  @Test
  void shouldProbeAgainWhenTheFileIsCorrupt() throws Exception {
    cache.of(DEVICE, this::probe);
    try (var files = Files.list(folder.resolve("probe"))) {
      Path file = files.findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    TraitsCache.forget();
    assertEquals(Traits.complete(), cache.of(DEVICE, this::probe));
    assertEquals(2, probes.get());
  }

  @Test
  void shouldProbeAgainWhenTheContentIsOfAnotherForm() {
    for (String content : List.of("", "{}", "null", "no JSON", "{\"device\":\"Some device\"}")) {
      disk.write("probe", TraitsCache.key(DEVICE), content.getBytes(StandardCharsets.UTF_8));
      TraitsCache.forget();
      int before = probes.get();
      assertEquals(Traits.complete(), cache.of(DEVICE, this::probe));
      assertEquals(before + 1, probes.get(), "content " + content);
    }
  }

  @Test
  void shouldIgnoreTheCacheWhenAskedFor() {
    cache.of(DEVICE, this::probe);
    cache.renew(DEVICE, this::probe);
    assertEquals(2, probes.get());
  }

  @Test
  void shouldNotKeepOnDiskThatNoProcessCouldBeStarted() {
    DeviceTraits whole = Traits.complete();
    DeviceTraits unstarted =
        new DeviceTraits(
            whole.device(),
            whole.driver(),
            whole.driverIdentity(),
            whole.probedAt(),
            1,
            null,
            null,
            List.of(),
            List.of(),
            null,
            whole.verdict(),
            List.of(new ProbeFailure(ProbeChild.OPEN, "there is no java", false)));
    assertEquals(unstarted, cache.of(DEVICE, () -> unstarted));
    TraitsCache.forget();
    assertEquals(whole, cache.of(DEVICE, this::probe));
  }
}
