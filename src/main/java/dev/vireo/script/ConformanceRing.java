package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.HostRing;
import dev.vireo.protocol.LoadMiss;
import dev.vireo.protocol.PackedSlot;
import dev.vireo.protocol.ProtocolException;
import dev.vireo.protocol.RingCodec;
import dev.vireo.protocol.RingItem;
import dev.vireo.protocol.SlotTransition;
import dev.vireo.protocol.WorkItem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Sections about slots and rings. */
final class ConformanceRing {
  /** Slots of the ring on which the cases of {@code host_ring} run. */
  private static final int HOST_RING_SLOTS = 2;

  private ConformanceRing() {}

  static void publish(ConformanceInput in) {
    ByteBuffer ring = ByteBuffer.wrap(in.blob("ring_before"));
    long slot = in.u32("slot");
    int tenant = (int) in.u32("tenant");
    int opcode = (int) in.u32("opcode");
    int[] args = in.words("args");
    in.expect(
        "result", ConformanceResult.of(() -> RingCodec.publish(ring, slot, tenant, opcode, args)));
    in.expectBlob("ring_after", ring);
  }

  static void publishPacked(ConformanceInput in) {
    ByteBuffer ring = ByteBuffer.wrap(in.blob("ring_before"));
    long slot = in.u32("slot");
    int tenant = (int) in.u32("tenant");
    List<PackedSlot.Inner> operations = new ArrayList<>();
    for (ConformanceInput each : in.objects("ops")) {
      operations.add(inner(each));
    }
    in.expect(
        "result", ConformanceResult.of(() -> PackedSlot.publish(ring, slot, tenant, operations)));
    in.expectBlob("ring_after", ring);
  }

  private static PackedSlot.Inner inner(ConformanceInput in) {
    long opcode = in.u32("op");
    if (opcode > 255) {
      throw new ConformanceFailure("'op' to be 0 to 255", String.valueOf(opcode));
    }
    return new PackedSlot.Inner((int) opcode, in.words("args"));
  }

  static void publishBatch(ConformanceInput in) {
    ByteBuffer ring = ByteBuffer.wrap(in.blob("ring_before"));
    long start = in.u32("start_slot");
    int tenant = (int) in.u32("tenant");
    int tag = (int) in.u32("batch_tag");
    List<RingItem> items = new ArrayList<>();
    for (ConformanceInput each : in.objects("items")) {
      items.add(new RingItem((int) each.u32("op"), each.words("args")));
    }
    in.expect(
        "result",
        ConformanceResult.of(
            () -> new JsonPrimitive(RingCodec.publishBatch(ring, start, tenant, items, tag))));
    in.expectBlob("ring_after", ring);
  }

  static void encodeWorkItems(ConformanceInput in) {
    long slots = in.u32("slot_count");
    int tenant = (int) in.u32("tenant");
    List<WorkItem> items = in.rows("items").stream().map(ConformanceRing::workItem).toList();
    ByteBuffer[] ring = {ByteBuffer.allocate(0)};
    in.expect(
        "result",
        ConformanceResult.of(
            () -> {
              ring[0] = RingCodec.encodeWorkItems(slots, tenant, items);
            }));
    in.expectBlob("ring_after", ring[0]);
  }

  /** Returns the work item of four words. */
  static WorkItem workItem(int... words) {
    if (words.length != 4) {
      throw new ConformanceFailure("a work item of 4 words", words.length + " words");
    }
    return new WorkItem(words[0], words[1], words[2], words[3]);
  }

  static void transition(ConformanceInput in) {
    SlotTransition transition = transition(in.string("transition"));
    int from = (int) in.u32("from");
    ByteBuffer ring = RingCodec.encode(1).order(ByteOrder.LITTLE_ENDIAN);
    ring.putInt(0, from);
    JsonObject result =
        ConformanceResult.of(
                "ok_prev", () -> ConformanceJson.word(RingCodec.transition(ring, 0, transition)))
            .getAsJsonObject();
    result.add("now", ConformanceJson.word(ring.getInt(0)));
    in.expect("result", result);
    requireZeros(ring.slice(4, ring.limit() - 4));
  }

  private static SlotTransition transition(String name) {
    for (SlotTransition transition : SlotTransition.values()) {
      if (transition.name().equals(name.toUpperCase(Locale.ROOT))) {
        return transition;
      }
    }
    throw new ConformanceFailure("Publish, Claim, Done, Fault or Cancel", '"' + name + '"');
  }

  private static void requireZeros(ByteBuffer rest) {
    if (rest.mismatch(ByteBuffer.allocate(rest.remaining())) != -1) {
      throw new ConformanceFailure("only the status word to change", "other words changed");
    }
  }

  static void countDone(ConformanceInput in) {
    ByteBuffer ring = ByteBuffer.wrap(in.blob("ring"));
    long items = in.u64("item_count");
    in.expect("len", new JsonPrimitive(ring.remaining()));
    in.expect(
        "strict", ConformanceResult.of(() -> new JsonPrimitive(RingCodec.countDone(ring, items))));
    OptionalInt lenient = RingCodec.countDoneIfPresent(ring, items);
    in.expectOrNull("lenient", lenient.isPresent() ? new JsonPrimitive(lenient.getAsInt()) : null);
  }

  static void encodeLoadMiss(ConformanceInput in) {
    LoadMiss miss = new LoadMiss((int) in.u32("resource_id"), in.bool("prefetch"));
    in.expectBlob("bytes", miss.encode());
  }

  static void decodeLoadMiss(ConformanceInput in) {
    ByteBuffer ring = ByteBuffer.wrap(in.blob("ring_hex"));
    JsonElement found =
        LoadMiss.decode(ring, in.u32("slot"))
            .map(
                miss -> {
                  JsonArray pair = new JsonArray();
                  pair.add(ConformanceJson.word(miss.resourceId()));
                  pair.add(miss.prefetch());
                  return pair;
                })
            .orElse(null);
    in.expectOrNull("result", found);
  }

  static void hostRing(ConformanceInput in) {
    if (in.has("new_cap_exceeded")) {
      newHostRing(in);
      return;
    }
    long slot = in.u32("slot");
    byte[] bytes = new byte[in.size("len")];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    HostRing ring = HostRing.create(HOST_RING_SLOTS);
    ByteBuffer back = ByteBuffer.allocate(bytes.length);
    JsonElement publish = ConformanceResult.of(() -> ring.publish(slot, ByteBuffer.wrap(bytes)));
    JsonElement read = ConformanceResult.of(() -> ring.read(slot, back));
    in.expect("publish", publish);
    in.expect("read", read);
    if (read.equals(ConformanceResult.OK) && back.mismatch(ByteBuffer.wrap(bytes)) != -1) {
      throw new ConformanceFailure("to read what was published", "other bytes");
    }
  }

  private static void newHostRing(ConformanceInput in) {
    try {
      HostRing.create(RingCodec.MAX_ENCODED_SLOTS + 1L);
      throw new ConformanceFailure("an error", "a ring");
    } catch (ProtocolException refused) {
      in.expect("new_cap_exceeded", ConformanceResult.error(refused));
    }
    HostRing ring = HostRing.create(HOST_RING_SLOTS);
    in.expect("name", new JsonPrimitive(ring.name()));
    in.expect("done", new JsonPrimitive(ring.done()));
  }
}
