package dev.vireo.script;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.TaskException;
import dev.vireo.protocol.TaskQueueSnapshot;
import dev.vireo.protocol.TaskSlot;
import java.util.List;
import java.util.Locale;

/** Sections about continuation tasks. */
final class ConformanceTask {
  private ConformanceTask() {}

  static void task(ConformanceInput in) {
    ConformanceStep step = ConformanceStep.parse(in.string("op"));
    if (step.name().equals("from_work_item")) {
      TaskSlot made =
          TaskSlot.of(
              ConformanceRing.workItem(in.words("item")),
              (int) in.u32("task_id"),
              (int) in.u32("tenant"),
              priority(ConformanceJson.render(in.get("priority")).replace("\"", "")));
      in.expect("words", ConformanceJson.words(made.words()));
      return;
    }
    TaskSlot before = task(in.words("from_words"));
    if (in.has("schedulable")) {
      in.expect("schedulable", new JsonPrimitive(before.schedulable()));
    }
    in.expect("result", result(before, step));
  }

  private static JsonElement result(TaskSlot before, ConformanceStep step) {
    try {
      return ConformanceJson.object("ok_words", ConformanceJson.words(act(before, step).words()));
    } catch (TaskException refused) {
      return ConformanceJson.object("err", new JsonPrimitive(slug(refused)));
    }
  }

  private static TaskSlot act(TaskSlot task, ConformanceStep step) {
    int first = step.word(0, 0);
    switch (step.name()) {
      case "pause":
        return task.pause(first, step.word(1, 0), step.word(2, 0));
      case "resume":
        return task.resume();
      case "yield":
        return task.yield(first, step.word(1, 0));
      case "requeue":
        return task.requeue(
            first,
            step.word(1, 0),
            priority(step.args().size() > 2 ? step.args().get(2) : "Normal"));
      case "complete":
        return task.complete();
      case "fault":
        return task.fault(first);
      default:
        throw new ConformanceFailure("an action of a task", '"' + step.name() + '"');
    }
  }

  private static String slug(TaskException refused) {
    if (refused instanceof TaskException.CounterOverflow) {
      return "counter_overflow";
    }
    return refused instanceof TaskException.UnknownState ? "unknown_state" : "illegal_transition";
  }

  private static Priority priority(String text) {
    for (Priority priority : Priority.values()) {
      if (priority.name().equals(text.toUpperCase(Locale.ROOT))
          || String.valueOf(priority.ordinal()).equals(text)) {
        return priority;
      }
    }
    throw new ConformanceFailure("a priority, Critical to Idle or 0 to 4", '"' + text + '"');
  }

  private static TaskSlot task(int... words) {
    if (words.length != TaskSlot.WORDS) {
      throw new ConformanceFailure(
          "a task of " + TaskSlot.WORDS + " words", words.length + " words");
    }
    return TaskSlot.of(words);
  }

  static void snapshot(ConformanceInput in) {
    List<TaskSlot> tasks = in.rows("tasks").stream().map(ConformanceTask::task).toList();
    JsonElement result;
    try {
      result = fields(TaskQueueSnapshot.of(tasks));
    } catch (TaskException refused) {
      result = new JsonPrimitive("err");
    }
    in.expect("result", result);
  }

  private static JsonObject fields(TaskQueueSnapshot snapshot) {
    JsonObject fields = new JsonObject();
    fields.addProperty("ready", snapshot.ready());
    fields.addProperty("running", snapshot.running());
    fields.addProperty("paused", snapshot.paused());
    fields.addProperty("yielded", snapshot.yielded());
    fields.addProperty("requeued", snapshot.requeued());
    fields.addProperty("faulted", snapshot.faulted());
    fields.addProperty("total_requeues", snapshot.totalRequeues());
    fields.addProperty("max_priority_age", snapshot.maxAge());
    fields.addProperty("schedulable", snapshot.schedulable());
    fields.addProperty("continuation_pressure", snapshot.continuationPressure());
    return fields;
  }
}
