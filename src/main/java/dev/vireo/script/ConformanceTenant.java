package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vireo.protocol.RingCodec;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.TenantException;
import dev.vireo.protocol.TenantHandle;
import dev.vireo.protocol.TenantQuotas;
import dev.vireo.protocol.TenantRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Section about tenants: consecutive steps on one registry and one ring. */
final class ConformanceTenant implements ConformanceCase {
  private static final int DEFAULT_SLOTS = 4;
  private static final int MAX_TENANTS = 64;
  private static final long MAX_POLLS = 1_000;

  /** The one argument word that every step publishes. */
  private static final int ARG = 1;

  private static final Pattern UNREGISTER =
      Pattern.compile("\\s*unregister\\s+(\\w+).*", Pattern.DOTALL);

  private final TenantRegistry registry = new TenantRegistry();
  private final Map<String, TenantHandle> handles = new HashMap<>();
  private final ByteBuffer ring;
  private TenantHandle current;
  private TenantHandle unregistered;

  ConformanceTenant(JsonArray steps) {
    this.ring = RingCodec.encode(slots(steps));
  }

  /** The ring's length is only seen where its bytes are stated. */
  private static int slots(JsonArray steps) {
    for (JsonElement step : steps) {
      if (step.isJsonObject() && step.getAsJsonObject().has("ring_after")) {
        try {
          int bytes = ConformanceInput.of(step).blob("ring_after").length;
          return Math.max(1, bytes / SlotLayout.SLOT_BYTES);
        } catch (ConformanceFailure malformed) {
          return DEFAULT_SLOTS;
        }
      }
    }
    return DEFAULT_SLOTS;
  }

  @Override
  public void run(ConformanceInput in) {
    if (in.has("handle")) {
      register(in);
    } else if (in.has("ring_after")) {
      in.expectBlob("ring_after", ring);
    } else if (in.has("select_concurrent")) {
      select(in.object("select_concurrent"));
    } else {
      step(in);
    }
  }

  private void register(ConformanceInput in) {
    TenantQuotas quotas =
        new TenantQuotas(
            in.has("max_outstanding") ? in.u64("max_outstanding") : -1,
            in.has("max_staging_bytes") ? in.u64("max_staging_bytes") : -1,
            in.has("max_resident_handles") ? in.u64("max_resident_handles") : -1);
    TenantHandle handle = registry.register(quotas);
    handles.put(in.string("handle"), handle);
    current = handle;
    in.expect("id", ConformanceJson.word(handle.id()));
    in.expect("base_opcode", ConformanceJson.word(handle.baseOpcode()));
    if (in.has("max_outstanding")) {
      in.expect(
          "max_outstanding",
          new JsonPrimitive(Long.toUnsignedString(handle.quotas().outstandingSlots())));
    }
  }

  private void step(ConformanceInput in) {
    List<String> actions = List.of(in.string("step").split(";", -1));
    for (String action : actions) {
      Matcher unregister = UNREGISTER.matcher(action);
      String target =
          unregister.matches() ? unregister.group(1) : ConformanceStep.parse(action).target();
      current = handles.getOrDefault(target, current);
    }
    JsonElement result = null;
    for (String action : actions) {
      result = act(action);
    }
    in.expect("result", shapedLike(in.get("result"), result));
    if (in.has("published")) {
      in.expect("published", ConformanceJson.unsigned(handle(current).published()));
    }
    if (in.has("drained")) {
      in.expect("drained", ConformanceJson.unsigned(handle(current).drained()));
    }
  }

  /**
   * A file may state an error with or without {@code err} around it, and a value with or without
   * {@code ok}.
   */
  private static JsonElement shapedLike(JsonElement expected, JsonElement result) {
    if (!expected.isJsonObject()) {
      return result;
    }
    JsonObject shape = expected.getAsJsonObject();
    if (shape.has("kind") && result.isJsonObject() && result.getAsJsonObject().has("err")) {
      return result.getAsJsonObject().get("err");
    }
    boolean wrap = shape.has("ok") && result.isJsonPrimitive();
    return wrap ? ConformanceJson.object("ok", result) : result;
  }

  private JsonElement act(String text) {
    Matcher unregister = UNREGISTER.matcher(text);
    if (unregister.matches()) {
      return unregister(unregister.group(1));
    }
    ConformanceStep step = ConformanceStep.parse(text);
    if (!step.target().isEmpty() && !handles.containsKey(step.target())) {
      throw new ConformanceFailure("a registered handle", '"' + step.target() + '"');
    }
    TenantHandle tenant = handle(handles.getOrDefault(step.target(), current));
    long first = step.u64(0, 0);
    switch (step.name()) {
      case "publish":
        return ConformanceResult.of(() -> tenant.publish(ring, first, step.u64(1, 0), ARG));
      case "note_drained":
        return ConformanceResult.of(() -> tenant.noteDrained(first));
      case "quiesce":
        return ConformanceResult.of(() -> tenant.quiesce(polls(first)));
      case "global_opcode":
        return globalOpcode(tenant, first);
      case "is_revoked":
        return new JsonPrimitive(tenant.revoked());
      default:
        return reserve(tenant, step.name(), first, text);
    }
  }

  /**
   * Names differ in how they call the resource: {@code reserve_staging}, {@code
   * release_staging_bytes} ...
   */
  private static JsonElement reserve(TenantHandle tenant, String name, long count, String text) {
    boolean reserve = name.startsWith("reserve");
    boolean staging = name.contains("staging");
    if (!(reserve || name.startsWith("release")) || !(staging || name.contains("handle"))) {
      throw new ConformanceFailure("a step of the tenant registry", '"' + text + '"');
    }
    return ConformanceResult.of(
        () -> {
          if (staging && reserve) {
            tenant.reserveStaging(count);
          } else if (staging) {
            tenant.releaseStaging(count);
          } else if (reserve) {
            tenant.reserveHandles(count);
          } else {
            tenant.releaseHandles(count);
          }
        });
  }

  /** Keeps a hostile file from waiting for hours: each poll may take 50 microseconds. */
  private static long polls(long asked) {
    return Long.compareUnsigned(asked, MAX_POLLS) > 0 ? MAX_POLLS : asked;
  }

  private static JsonElement globalOpcode(TenantHandle tenant, long local) {
    try {
      return ConformanceJson.word(tenant.globalOpcode(local));
    } catch (TenantException refused) {
      return ConformanceJson.object("err", ConformanceResult.error(refused));
    }
  }

  private JsonElement unregister(String name) {
    unregistered = name.equals("again") ? unregistered : handles.get(name);
    return new JsonPrimitive(registry.unregister(handle(unregistered)));
  }

  private static TenantHandle handle(TenantHandle handle) {
    if (handle == null) {
      throw new ConformanceFailure("a handle registered by an earlier entry", "none");
    }
    return handle;
  }

  private static void select(ConformanceInput in) {
    int[] conflicts = in.words("adj");
    int tenants = (int) Math.round(Math.sqrt(conflicts.length));
    if (tenants * tenants != conflicts.length || tenants > MAX_TENANTS) {
      throw new ConformanceFailure(
          "'adj' to be a square matrix of at most " + MAX_TENANTS + " rows",
          conflicts.length + " words");
    }
    TenantRegistry registry = new TenantRegistry();
    for (int i = 0; i < tenants; i++) {
      registry.register();
    }
    in.expect("selected", ids(registry.selectConcurrent(conflicts)));
    if (in.has("bad_len_selects_all")) {
      int[] wrong = new int[conflicts.length + 1];
      Arrays.fill(wrong, 1);
      in.expect("bad_len_selects_all", ids(registry.selectConcurrent(wrong)));
    }
  }

  private static JsonArray ids(List<Integer> ids) {
    return ConformanceJson.words(ids.stream().mapToInt(Integer::intValue).toArray());
  }
}
