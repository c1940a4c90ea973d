package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.ProtocolException;
import dev.vireo.protocol.ReplayException;
import dev.vireo.protocol.ReplayLog;
import dev.vireo.protocol.ReplayRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Section about replay logs; each case works on a file of its own in a temporary folder. */
final class ConformanceReplay {
  private static final long FIRST_TIMESTAMP = 0x1122_3344_5566_7700L;
  private static final String DIGEST_OF = "output_digest_u64_of_blake3(";
  private static final String SECOND = "again.log";
  private static final int MAX_APPENDED = 1 << 20;

  private ConformanceReplay() {}

  static void run(ConformanceInput in) {
    if (in.has("open_new_capacity")) {
      withPath(path -> openNew(in, path));
    } else if (in.has("open_existing")) {
      withPath(path -> openExisting(in, path));
    } else if (in.has("with_failure")) {
      withPath(path -> withFailure(in, path));
    } else {
      withPath(path -> append(in, path));
    }
  }

  private static void withPath(Consumer<Path> body) {
    try {
      Path folder = Files.createTempDirectory("vireo-conform");
      Path path = folder.resolve("replay.log");
      try {
        body.accept(path);
      } finally {
        Files.deleteIfExists(path);
        Files.deleteIfExists(path.resolveSibling(SECOND));
        Files.deleteIfExists(folder);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use a temporary file", failed);
    }
  }

  /** Returns the record that conformance files append as number {@code i}. */
  private static ReplayRecord entry(int i, ReplayRecord.Failure failure) {
    return new ReplayRecord(
        FIRST_TIMESTAMP + i, i, 100 + i, 200 + i, i, i + 1, i + 2, i + 3, 300 + i, failure);
  }

  private static void append(ConformanceInput in, Path path) {
    long capacity = in.u64("capacity");
    int count = in.size("appended");
    if (count > MAX_APPENDED) {
      throw new ConformanceFailure("at most " + MAX_APPENDED + " records", String.valueOf(count));
    }
    try (ReplayLog log = ReplayLog.open(path, capacity)) {
      for (int i = 0; i < count; i++) {
        log.append(entry(i, ReplayRecord.Failure.NONE));
      }
      in.expect("cursor", new JsonPrimitive(log.cursor()));
      in.expect("replay_slot_idx", slots(log.replay()));
    }
    in.expectBlob("file_hex", contents(path));
  }

  private static JsonArray slots(List<ReplayRecord> records) {
    return ConformanceJson.words(records.stream().mapToInt(ReplayRecord::slot).toArray());
  }

  private static void openNew(ConformanceInput in, Path path) {
    long capacity = in.u64("open_new_capacity");
    JsonElement expected = in.get("result");
    boolean bare = expected.isJsonObject() && expected.getAsJsonObject().has("kind");
    JsonElement result = ConformanceResult.of(() -> ReplayLog.open(path, capacity).close());
    in.expect(
        "result", bare && result.isJsonObject() ? result.getAsJsonObject().get("err") : result);
  }

  private static void openExisting(ConformanceInput in, Path path) {
    store(path, in.blob("file_hex"));
    in.expect("result", ConformanceResult.of(() -> opened(path)));
  }

  private static JsonElement opened(Path path) {
    try (ReplayLog log = ReplayLog.open(path, 1)) {
      JsonObject fields = new JsonObject();
      fields.addProperty("capacity", log.capacity());
      fields.addProperty("cursor", log.cursor());
      try {
        fields.addProperty("replay", log.replay().size());
      } catch (ReplayException damaged) {
        fields.add("replay", ConformanceResult.error(damaged));
      }
      return fields;
    }
  }

  /** Reads a log with failures, compares it with the rule for records, and writes it anew. */
  private static void withFailure(ConformanceInput in, Path path) {
    store(path, in.blob("file_hex"));
    int capacity;
    List<ReplayRecord> records;
    try (ReplayLog log = ReplayLog.open(path, 1)) {
      capacity = log.capacity();
      records = log.replay();
    } catch (ProtocolException unreadable) {
      throw new ConformanceFailure("a readable log", unreadable.getMessage());
    }
    if (records.isEmpty()) {
      throw new ConformanceFailure("a log with records", "none");
    }
    checkFirst(in.object("first"), records.get(0).failure());
    Path again = path.resolveSibling(SECOND);
    try (ReplayLog log = ReplayLog.open(again, capacity)) {
      for (ReplayRecord each : records) {
        int i = (int) (each.timestampNanos() - FIRST_TIMESTAMP);
        log.append(entry(i, each.failure()));
      }
      in.expectBlob("file_hex", contents(again));
    }
  }

  private static void checkFirst(ConformanceInput first, ReplayRecord.Failure failure) {
    first.expect("slot_status", ConformanceJson.word(failure.slotStatus()));
    first.expect(
        "class", new JsonPrimitive(ConformanceTelemetry.camelCase(failure.failureClass())));
    first.expect("backend_code", ConformanceJson.word(failure.backendCode()));
    for (Map.Entry<String, JsonElement> field : first.fields()) {
      String name = field.getKey();
      if (name.startsWith(DIGEST_OF) && name.endsWith(")")) {
        String output = name.substring(DIGEST_OF.length(), name.length() - 1);
        long digest = ReplayRecord.digest(output.getBytes(StandardCharsets.UTF_8));
        first.expect(name, hex(digest));
        first.expect(name, hex(failure.outputDigest()));
      }
    }
  }

  private static JsonPrimitive hex(long value) {
    return new JsonPrimitive(String.format("%016x", value));
  }

  private static void store(Path path, byte... bytes) {
    try {
      Files.write(path, bytes);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write a temporary file", failed);
    }
  }

  private static ByteBuffer contents(Path path) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(path));
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read a temporary file", failed);
    }
  }
}
