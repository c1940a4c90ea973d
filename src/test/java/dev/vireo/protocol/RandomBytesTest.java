package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random bytes meet typed errors and nothing else; readers change no byte, writers none when they
 * refuse.
 */
class RandomBytesTest {
  private static final int ROUNDS = 2_000;

  @TempDir Path folder;

  private static void readers(int maxBytes, List<Consumer<ByteBuffer>> readers) {
    TestRandom.repeat(
        RandomBytesTest.class,
        ROUNDS,
        random -> {
          byte[] before = TestRandom.bytes(random, maxBytes);
          TestBuffers kind = kind(random);
          ByteBuffer buffer = kind.of(before);
          for (Consumer<ByteBuffer> reader : readers) {
            try {
              reader.accept(buffer);
            } catch (ProtocolException refused) {
              assertTrue(refused.getMessage().length() > 20, refused.getMessage());
            }
            assertArrayEquals(before, TestBuffers.bytes(buffer));
            kind.assertIntact(buffer);
          }
        });
  }

  private static TestBuffers kind(Random random) {
    // A mapped buffer is a file each time; its turn comes in the codecs' own tests.
    return TestBuffers.values()[random.nextInt(TestBuffers.MAPPED.ordinal())];
  }

  private static void writers(int maxBytes, Writer writer) {
    TestRandom.repeat(
        RandomBytesTest.class,
        ROUNDS,
        random -> {
          byte[] before = TestRandom.bytes(random, maxBytes);
          TestBuffers kind = kind(random);
          ByteBuffer buffer = kind.of(before);
          try {
            writer.accept(buffer, random);
          } catch (ProtocolException refused) {
            assertArrayEquals(before, TestBuffers.bytes(buffer), refused.getMessage());
          }
          kind.assertIntact(buffer);
        });
  }

  private interface Writer {
    void accept(ByteBuffer buffer, Random random);
  }

  /** Returns a slot index that often exists. */
  private static long slot(Random random) {
    return random.nextInt(8) == 0 ? random.nextInt() & 0xFFFF_FFFFL : random.nextInt(6);
  }

  @Test
  void shouldMeetTypedErrorsWhenReadingControlBuffers() {
    readers(
        800,
        List.of(
            ControlCodec::done,
            ControlCodec::epoch,
            ControlCodec::metrics,
            control -> ControlCodec.observable(control, 3),
            ControlCodec::doneOrZero,
            ControlCodec::epochOrZero,
            ControlCodec::presentMetrics,
            control -> ControlCodec.observableOrZero(control, 3),
            ControlSnapshot::of));
  }

  @Test
  void shouldMeetTypedErrorsWhenReadingRings() {
    readers(
        400,
        List.of(
            ring -> RingCodec.countDone(ring, 3),
            ring -> RingCodec.countDoneIfPresent(ring, 3),
            ring -> LoadMiss.decode(ring, 2),
            ring -> RingSnapshot.of(ring).windows(List.of(0, 1, 2))));
  }

  @Test
  void shouldMeetTypedErrorsWhenReadingLogsQueuesAndTasks() {
    readers(
        300,
        List.of(
            DebugLogCodec::read,
            DebugLogCodec::readOrNone,
            DebugLogCodec::readClamped,
            queue -> IoQueue.of(queue).poll(),
            queue -> IoQueue.of(queue).completion(2),
            tasks -> TaskSlot.read(tasks, 1),
            TaskQueueSnapshot::of));
  }

  @Test
  void shouldWriteWholeSlotsOrNothing() {
    writers(
        400,
        (ring, random) ->
            RingCodec.publish(
                ring, slot(random), 1, random.nextInt(12), new int[random.nextInt(15)]));
    writers(
        400,
        (ring, random) -> {
          List<RingItem> items = new ArrayList<>();
          for (int i = random.nextInt(4); i > 0; i--) {
            items.add(new RingItem(random.nextInt(12), new int[random.nextInt(14)]));
          }
          RingCodec.publishBatch(ring, slot(random), 1, items, 5);
        });
    writers(
        400,
        (ring, random) -> {
          List<PackedSlot.Inner> inner = new ArrayList<>();
          for (int i = random.nextInt(30); i > 0; i--) {
            inner.add(new PackedSlot.Inner(random.nextInt(256), new int[random.nextInt(3)]));
          }
          PackedSlot.publish(ring, slot(random), 1, inner);
        });
    writers(
        400,
        (ring, random) ->
            RingCodec.transition(ring, slot(random), SlotTransition.values()[random.nextInt(5)]));
  }

  @Test
  void shouldWriteWholeIoSlotsAndTasksOrNothing() {
    writers(400, (bytes, random) -> IoQueue.of(bytes).submitRead(slot(random), 1, 2, 3, 4));
    writers(
        400,
        (bytes, random) ->
            IoQueue.of(bytes)
                .complete(
                    List.of(
                        new IoOutcome(slot(random), true), new IoOutcome(slot(random), false))));
    TaskSlot task = TaskSlot.of(new WorkItem(1, 2, 3, 4), 5, 6, Priority.LOW);
    writers(400, (bytes, random) -> task.write(bytes, slot(random)));
  }

  @Test
  void shouldMeetTypedErrorsWhenReadingReplayLogs() {
    Path path = folder.resolve("log");
    TestRandom.repeat(
        RandomBytesTest.class,
        300,
        random -> {
          try {
            Files.deleteIfExists(path);
            ReplayLog.open(path, 1 + random.nextInt(3)).close();
            byte[] bytes = Files.readAllBytes(path);
            for (int i = random.nextInt(6); i > 0; i--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(path, Arrays.copyOf(bytes, random.nextInt(bytes.length + 9)));
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
          try (ReplayLog log = ReplayLog.open(path, 1)) {
            log.replay();
          } catch (ReplayException refused) {
            assertTrue(refused.getMessage().startsWith(path.toString()));
          }
        });
  }
}
