package dev.vireo.script;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.ProtocolException;
import dev.vireo.protocol.ReplayException;
import dev.vireo.protocol.TenantException;
import java.util.function.Supplier;

/** What a protocol function did, in the shape of a conformance file's {@code result}. */
final class ConformanceResult {
  /** A function that returns nothing succeeded. */
  static final JsonElement OK = new JsonPrimitive("ok");

  private ConformanceResult() {}

  /** Returns {@code "ok"} or {@code {"err": …}}. */
  static JsonElement of(Runnable action) {
    try {
      action.run();
      return OK;
    } catch (ProtocolException refused) {
      return ConformanceJson.object("err", error(refused));
    }
  }

  /** Returns {@code {"ok": value}} or {@code {"err": …}}. */
  static JsonElement of(Supplier<JsonElement> action) {
    return of("ok", action);
  }

  /** Returns {@code {name: value}} or {@code {"err": …}}. */
  static JsonElement of(String name, Supplier<JsonElement> action) {
    try {
      return ConformanceJson.object(name, action.get());
    } catch (ProtocolException refused) {
      return ConformanceJson.object("err", error(refused));
    }
  }

  /** Returns an error's kind and figures. */
  static JsonObject error(ProtocolException refused) {
    JsonObject error = new JsonObject();
    error.addProperty("kind", refused.getClass().getSimpleName());
    if (refused instanceof ProtocolException.ByteLengthOverflow overflow) {
      error.addProperty("buffer", overflow.buffer());
    } else if (refused instanceof ProtocolException.MisalignedByteLength misaligned) {
      error.addProperty("buffer", misaligned.buffer());
      error.addProperty("byte_len", misaligned.byteLength());
    } else if (refused instanceof ProtocolException.MissingWord missing) {
      error.addProperty("buffer", missing.buffer());
      error.add("word_idx", ConformanceJson.unsigned(missing.wordIndex()));
      error.addProperty("byte_len", missing.byteLength());
    } else if (refused instanceof ProtocolException.QueueFull full) {
      error.addProperty("queue", full.queue());
    } else if (refused instanceof TenantException tenant) {
      addFigures(error, tenant);
    } else if (refused instanceof ReplayException replay) {
      addFigures(error, replay);
    }
    return error;
  }

  private static void addFigures(JsonObject error, TenantException refused) {
    if (refused instanceof TenantException.OverQuota quota) {
      error.addProperty("tenant_id", quota.tenant());
      error.add("cap", ConformanceJson.unsigned(quota.cap()));
      if (quota instanceof TenantException.Backpressure) {
        error.add("outstanding", ConformanceJson.unsigned(quota.inUse()));
      }
    } else if (refused instanceof TenantException.QuiesceTimeout timeout) {
      error.addProperty("tenant_id", timeout.tenant());
      error.add("outstanding", ConformanceJson.unsigned(timeout.outstanding()));
    } else if (refused instanceof TenantException.OpcodeOutOfRange range) {
      error.addProperty("tenant_id", range.tenant());
      error.addProperty("local_opcode", range.localOpcode());
      error.addProperty("cap", range.cap());
    } else if (refused instanceof TenantException.Revoked revoked) {
      error.addProperty("tenant_id", revoked.tenant());
    } else if (refused instanceof TenantException.ResourceUnderflow underflow) {
      error.addProperty("tenant_id", underflow.tenant());
    } else if (refused.getCause() instanceof ProtocolException inner) {
      error.add("inner", error(inner));
    }
  }

  private static void addFigures(JsonObject error, ReplayException refused) {
    if (refused instanceof ReplayException.CapacityOverflow overflow) {
      error.add("count", ConformanceJson.unsigned(overflow.count()));
      error.addProperty("max", overflow.max());
    } else if (refused instanceof ReplayException.Io failed) {
      error.addProperty("op", failed.operation());
    }
  }
}
