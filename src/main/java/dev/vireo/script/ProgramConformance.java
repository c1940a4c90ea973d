package dev.vireo.script;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.InvalidProgramException;
import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.Vir0Exception;
import dev.vireo.vir0.WireVersions;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs an index of VIR0 programs: {@code programs} with inputs and results, {@code malformed} with
 * verdicts; either may be missing. Workgroups run in the reference's order.
 */
public final class ProgramConformance {
  private static final String PROGRAMS = "programs";
  private static final String MALFORMED = "malformed";
  private static final String TOLERANT = "transcendental-ulp-tolerant";
  private static final int TRANSCENDENTAL_ULPS = 128;
  private static final int DEVICE_ULPS = 4;

  /** Far more than any case needs; a program that does not end fails its case. */
  private static final long FUEL = 2_000_000;

  private final Path folder;
  private final Supplier<ProgramEngine> opener;
  private final PrintStream out;
  private ProgramEngine engine;
  private int passed;
  private int failed;
  private int skipped;

  /** A case does not agree. */
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message, null, false, false);
    }
  }

  private ProgramConformance(Path folder, Supplier<ProgramEngine> opener, PrintStream out) {
    this.folder = folder;
    this.opener = opener;
    this.out = out;
  }

  /** Says whether a file is an index of programs; false also if it cannot be read. */
  public static boolean isIndex(Path file) {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      return root.isJsonObject()
          && (root.getAsJsonObject().has(PROGRAMS) || root.getAsJsonObject().has(MALFORMED));
    } catch (IOException | JsonParseException unreadable) {
      return false;
    }
  }

  /**
   * Runs all cases. Prints a line for each that fails or is skipped, and as the last line {@code N
   * passed, N failed, N skipped}.
   *
   * @param opener opens what runs the programs; asked once, if there are programs
   * @return one of {@link Conformance}'s statuses
   * @throws dev.vireo.protocol.DeviceException if the device does not open or fails
   */
  public static int run(
      Path file, Supplier<ProgramEngine> opener, PrintStream out, PrintStream err) {
    Path folder = file.toAbsolutePath().getParent();
    ProgramConformance run = new ProgramConformance(folder, opener, out);
    try {
      run.sections(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (IOException | JsonParseException | IllegalStateException | ClassCastException e) {
      err.println(file + ": is no index of programs: " + e.getMessage());
      return Conformance.UNUSABLE;
    } finally {
      if (run.engine != null) {
        run.engine.close();
      }
    }
    out.printf("%d passed, %d failed, %d skipped%n", run.passed, run.failed, run.skipped);
    out.flush();
    return run.failed == 0 ? Conformance.PASSED : Conformance.FAILED;
  }

  private void sections(JsonObject root) {
    for (String section : root.keySet()) {
      if (!List.of(PROGRAMS, MALFORMED, ConformanceSections.PROVENANCE).contains(section)) {
        throw new IllegalStateException("unknown section '" + section + "'");
      }
    }
    if (root.has(PROGRAMS)) {
      engine = opener.get();
      engine.runInOrder();
      cases(root, PROGRAMS);
    }
    if (root.has(MALFORMED)) {
      cases(root, MALFORMED);
    }
  }

  private void cases(JsonObject root, String section) {
    JsonArray cases = root.getAsJsonArray(section);
    for (int i = 0; i < cases.size(); i++) {
      JsonObject json = cases.get(i).getAsJsonObject();
      String label = section + "[" + i + "] \"" + member(json, "name").getAsString() + '"';
      try {
        byte[] blob = Files.readAllBytes(folder.resolve(member(json, "file").getAsString()));
        if (section.equals(PROGRAMS)) {
          program(json, blob);
        } else {
          malformed(json, blob);
        }
        passed++;
      } catch (UnsupportedProgramException e) {
        skipped++;
        out.println("SKIP " + label + ": " + e.getMessage());
      } catch (Mismatch | Vir0Exception | IOException e) {
        failed++;
        out.println("FAIL " + label + ": " + e.getMessage());
      }
    }
  }

  private static JsonElement member(JsonObject json, String name) {
    if (!json.has(name)) {
      throw new IllegalStateException("a case has no member '" + name + "'");
    }
    return json.get(name);
  }

  private static void malformed(JsonObject json, byte[] blob) {
    boolean expected = member(member(json, "result").getAsJsonObject(), "accepted").getAsBoolean();
    try {
      ProgramCodec.decode(blob, WireVersions.ONLY_4);
    } catch (MalformedProgramException e) {
      if (expected) {
        throw new Mismatch("expected it to be accepted, got: " + e.getMessage());
      }
      return;
    }
    if (!expected) {
      throw new Mismatch("expected it to be refused, but it was accepted");
    }
  }

  private void program(JsonObject json, byte[] blob) {
    JsonObject result = member(json, "result").getAsJsonObject();
    boolean invalid =
        json.has("validation_errors") && !json.getAsJsonArray("validation_errors").isEmpty();
    if (!invalid && !result.has("err")) {
      Program program = ProgramCodec.decode(blob, WireVersions.ONLY_4);
      compare(json, program, run(json, program));
      return;
    }
    try {
      Program program = ProgramCodec.decode(blob, WireVersions.ONLY_4);
      if (invalid) {
        ProgramValidator.require(program, false); // the index was made without subgroups
      } else {
        run(json, program);
      }
    } catch (Vir0Exception refused) {
      if (!invalid || refused instanceof InvalidProgramException) {
        return;
      }
      throw refused;
    }
    throw new Mismatch(
        invalid ? "expected it to be invalid, but it is valid" : "expected an error, got results");
  }

  private List<byte[]> run(JsonObject json, Program program) {
    ProgramMemory memory =
        ProgramMemory.ofInputs(program, values(member(json, "inputs").getAsJsonArray()));
    WorkgroupSize grid = memory.grid();
    if (json.has("grid_workgroups")) {
      JsonArray axes = json.getAsJsonArray("grid_workgroups");
      grid =
          new WorkgroupSize(
              axes.get(0).getAsLong(), axes.get(1).getAsLong(), axes.get(2).getAsLong());
    }
    engine.run(program, memory, grid, FUEL);
    return memory.results();
  }

  private void compare(JsonObject json, Program program, List<byte[]> found) {
    List<byte[]> expected =
        values(member(member(json, "result").getAsJsonObject(), "ok").getAsJsonArray());
    boolean tolerant =
        json.has("tags") && json.getAsJsonArray("tags").toString().contains(TOLERANT);
    int ulps = tolerant ? TRANSCENDENTAL_ULPS : engine.exact() ? 0 : DEVICE_ULPS;
    if (expected.size() != found.size()) {
      throw new Mismatch("expected " + expected.size() + " results, got " + found.size());
    }
    int next = 0;
    for (BufferDecl buffer : program.buffers()) {
      if (buffer.access() != BufferAccess.WORKGROUP && buffer.result()) {
        boolean floats = buffer.element() == DataType.Scalar.F32;
        compare(buffer.name(), expected.get(next), found.get(next), floats ? ulps : 0);
        next++;
      }
    }
  }

  private static void compare(String name, byte[] expected, byte[] found, int ulps) {
    if (ulps == 0 && Arrays.equals(expected, found)) {
      return;
    }
    if (expected.length != found.length) {
      throw new Mismatch(name + ": expected " + expected.length + " bytes, got " + found.length);
    }
    for (int i = 0; i < expected.length; i += Integer.BYTES) {
      int a = word(expected, i);
      int b = word(found, i);
      if (a != b && !FloatDistance.within(a, b, ulps)) {
        throw new Mismatch(String.format("%s[%d]: expected %08x, got %08x", name, i / 4, a, b));
      }
    }
  }

  private static int word(byte[] bytes, int at) {
    byte[] four = Arrays.copyOf(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 4)), 4);
    return ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static List<byte[]> values(JsonArray array) {
    List<byte[]> values = new ArrayList<>();
    for (JsonElement element : array) {
      values.add(
          element.isJsonArray()
              ? words(element.getAsJsonArray())
              : HexFormat.of().parseHex(element.getAsString()));
    }
    return values;
  }

  private static byte[] words(JsonArray array) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * array.size()).order(ByteOrder.LITTLE_ENDIAN);
    array.forEach(word -> bytes.putInt((int) word.getAsLong()));
    return bytes.array();
  }
}
