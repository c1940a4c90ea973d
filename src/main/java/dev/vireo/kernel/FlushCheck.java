package dev.vireo.kernel;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.FloatModes;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.ShaderFiles;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out by trying whether a driver flushes subnormal operands and results of f32 to zeros of
 * their sign, as programs want it, on all its threads, when it is asked to where that is possible.
 * Compiled programs do it themselves where it does not, in some operations for each result.
 */
public final class FlushCheck {
  private static final int LANES = 32;
  private static final int GROUPS = 256;
  private static final int QUOTIENT = 3; // its place among the results of a pair

  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  private FlushCheck() {}

  /**
   * Tries a device, once in a process; takes some milliseconds. No other work is under way on it.
   *
   * @throws dev.vireo.protocol.DeviceException when the device fails
   */
  public static void run(GpuContext gpu, ShaderCompiler compiler) {
    DeviceInfo info = gpu.info();
    if (!KNOWN.containsKey(key(info))) {
      KNOWN.put(key(info), flushes(gpu, compiler));
    }
  }

  private static boolean software(DeviceInfo info) {
    return info.type() == DeviceInfo.Type.CPU;
  }

  /**
   * Returns what compiled programs ask a device for. Software drivers do without: shaderc's
   * optimiser then folds nothing of floats, and they take up to twice as long to compile.
   */
  static FloatModes modes(GpuContext gpu) {
    return software(gpu.info()) ? new FloatModes(false, false) : gpu.floatModes();
  }

  /** Returns what programs in a worker kernel depend on; there, software drivers flush nothing. */
  static FusedSource.Floats floats(GpuContext gpu) {
    return software(gpu.info())
        ? FusedSource.Floats.OF_SOFTWARE
        : new FusedSource.Floats(false, gpu.floatModes(), flushes(gpu.info()));
  }

  /** Says whether a device that was tried flushes; false of others. */
  static boolean flushes(DeviceInfo info) {
    return KNOWN.getOrDefault(key(info), false);
  }

  private static String key(DeviceInfo info) {
    return info.name() + " " + info.driverIdentity();
  }

  private static boolean flushes(GpuContext gpu, ShaderCompiler compiler) {
    String source =
        FusedSource.modes(modes(gpu))
            + ShaderFiles.kernel("program/flush", LANES, FlushLayout.class, "");
    int words = GROUPS * LANES * FlushLayout.FLUSH_RESULTS;
    try (GpuBuffer pairs = gpu.buffer("flush pairs", 4L * pairs().length, MemoryUse.REQUEST);
        GpuBuffer results = gpu.buffer("flush results", 4L * words, MemoryUse.ANSWER);
        ComputePipeline pipeline =
            gpu.pipeline(
                "flush", compiler.compile("program/flush", source), List.of(pairs, results), 0);
        RecordedCommands commands =
            gpu.record("flush").dispatch(pipeline, GROUPS).barrierToHost().end()) {
      words(pairs).put(pairs());
      new WaitedSubmits(gpu).run(commands);
      return flushed(words(results), words, software(gpu.info()));
    }
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  /** GPUs' quotients are not exact, and no program uses them. */
  private static boolean flushed(IntBuffer results, int words, boolean quotients) {
    int[] expected = expected();
    for (int i = 0; i < words; i++) {
      boolean used = quotients || i % FlushLayout.FLUSH_RESULTS != QUOTIENT;
      if (used && results.get(i) != expected[i % expected.length]) {
        return false;
      }
    }
    return true;
  }

  // Subnormal operands, and normal ones whose results are subnormal; none gives NaN.
  private static int[] pairs() {
    float least = Float.MIN_NORMAL;
    float[] values = {
      Float.MIN_VALUE,
      0x1p24f,
      -Float.MIN_VALUE,
      1,
      least / 2,
      least / 2 + Float.MIN_VALUE,
      -least / 2,
      0x1p100f,
      3,
      Float.MIN_VALUE,
      1,
      -least / 2,
      least,
      0.5f,
      least,
      -0.25f,
      1.5f * least,
      -least,
      least,
      -1.5f * least,
      0x1p-70f,
      0x1p-70f,
      0x1p-70f,
      -0x1p-60f,
      least,
      0x1p20f,
      -least,
      0x1p127f,
      2 * least,
      1.75f * least,
      0,
      least / 4 * 3
    };
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static int[] expected() {
    int[] pairs = pairs();
    int[] words = new int[FlushLayout.FLUSH_PAIRS * FlushLayout.FLUSH_RESULTS];
    for (int i = 0; i < FlushLayout.FLUSH_PAIRS; i++) {
      float a = flush(Float.intBitsToFloat(pairs[2 * i]));
      float b = flush(Float.intBitsToFloat(pairs[2 * i + 1]));
      int at = i * FlushLayout.FLUSH_RESULTS;
      words[at] = bits(a + b);
      words[at + 1] = bits(a - b);
      words[at + 2] = bits(a * b);
      words[at + 3] = bits(a / b);
      words[at + 4] = (a == b ? 1 : 0) | (a < b ? 2 : 0) | (a <= b ? 4 : 0);
    }
    return words;
  }

  private static int bits(float x) {
    return Float.floatToRawIntBits(flush(x));
  }

  private static float flush(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0, x) : x;
  }
}
