package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.IoCompletion;
import dev.vireo.protocol.IoOutcome;
import dev.vireo.protocol.IoQueue;
import dev.vireo.protocol.IoRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sections about the IO queue; an instance runs the steps of one {@code io_sequence}. */
final class ConformanceIo implements ConformanceCase {
  private static final Pattern BATCH =
      Pattern.compile("\\s*complete_batch\\s*\\(?\\s*\\[([^\\]]*)\\].*", Pattern.DOTALL);
  private static final Pattern OUTCOME =
      Pattern.compile("\\(\\s*([0-9]{1,18})\\s*,\\s*(true|false)\\s*\\)");

  private IoQueue queue;

  static void encode(ConformanceInput in) {
    long slots = in.u32("slot_count");
    ConformanceControl.expectBytes(in, "encode", () -> IoQueue.create(slots).bytes());
    in.expect(
        "new",
        ConformanceResult.of(
            "ok_len", () -> new JsonPrimitive(IoQueue.create(slots).bytes().remaining())));
  }

  static void validate(ConformanceInput in) {
    ByteBuffer bytes = ByteBuffer.allocate(in.size("len"));
    in.expect("validate", ConformanceResult.of((Runnable) () -> IoQueue.of(bytes)));
  }

  static void poll(ConformanceInput in) {
    ByteBuffer bytes = ByteBuffer.wrap(in.blob("bytes"));
    in.expect("poll", ConformanceResult.of(() -> requests(IoQueue.of(bytes).poll())));
  }

  @Override
  public void run(ConformanceInput in) {
    in.expectOrNull("result", step(in.string("step")));
    if (queue == null) {
      throw new ConformanceFailure("a queue made by new(n)", "none");
    }
    in.expectBlob("bytes", queue.bytes());
    JsonArray completions = new JsonArray();
    for (int slot = 0; slot < in.array("completion").size(); slot++) {
      completions.add(
          queue.completion(slot).map(ConformanceIo::completion).orElse(JsonNull.INSTANCE));
    }
    in.expect("completion", completions);
    JsonArray recycled = new JsonArray();
    for (int slot = 0; slot < in.array("is_recycled").size(); slot++) {
      recycled.add(queue.recycled(slot));
    }
    in.expect("is_recycled", recycled);
  }

  private JsonElement step(String text) {
    Matcher batch = BATCH.matcher(text);
    if (batch.matches()) {
      List<IoOutcome> outcomes = outcomes(batch.group(1));
      return ConformanceResult.of(() -> queue().complete(outcomes));
    }
    ConformanceStep step = ConformanceStep.parse(text);
    switch (step.name()) {
      case "new":
        JsonElement made = ConformanceResult.of(() -> renew(step.u64(0, 1)));
        return made.equals(ConformanceResult.OK) ? null : made;
      case "publish_slot":
        return ConformanceResult.of(
            () ->
                queue().publish(step.u64(0, 0), step.word(1, 1), step.word(2, 1), step.word(3, 1)));
      case "submit_dma_read":
        return ConformanceResult.of(
            () ->
                queue()
                    .submitRead(
                        step.u64(0, 0),
                        step.word(1, 1),
                        step.word(2, 1),
                        step.word(3, 1),
                        step.word(4, 1)));
      case "poll":
        return ConformanceResult.of(() -> requests(queue().poll()));
      case "claim":
        return claim();
      case "complete":
        return ConformanceResult.of(() -> queue().complete(step.u64(0, 0), step.bool(1, true)));
      default:
        throw new ConformanceFailure("a step of the IO queue", '"' + text + '"');
    }
  }

  private void renew(long slots) {
    queue = null;
    queue = IoQueue.create(slots);
  }

  private IoQueue queue() {
    if (queue == null) {
      throw new ConformanceFailure("a queue made by new(n)", "none");
    }
    return queue;
  }

  private JsonElement claim() {
    JsonArray slots = new JsonArray();
    queue().claim().forEach(request -> slots.add(request.slot()));
    JsonObject result = ConformanceJson.object("r", ConformanceResult.OK);
    result.add("slots", slots);
    return result;
  }

  private static List<IoOutcome> outcomes(String text) {
    List<IoOutcome> outcomes = new ArrayList<>();
    Matcher each = OUTCOME.matcher(text);
    while (each.find()) {
      outcomes.add(
          new IoOutcome(Long.parseLong(each.group(1)), Boolean.parseBoolean(each.group(2))));
    }
    return outcomes;
  }

  private static JsonElement completion(IoCompletion completion) {
    return ConformanceJson.words(
        completion.slot(), completion.destination(), completion.byteCount(), completion.tag());
  }

  private static JsonArray requests(List<IoRequest> requests) {
    JsonArray list = new JsonArray();
    for (IoRequest request : requests) {
      JsonObject each = new JsonObject();
      each.addProperty("slot", request.slot());
      each.add("op", ConformanceJson.word(request.operation()));
      each.add("src", ConformanceJson.word(request.source()));
      each.add("dst", ConformanceJson.word(request.destination()));
      each.add("offset", ConformanceJson.unsigned(request.offset()));
      each.add("bytes", ConformanceJson.word(request.byteCount()));
      each.add("tag", ConformanceJson.word(request.tag()));
      list.add(each);
    }
    return list;
  }
}
