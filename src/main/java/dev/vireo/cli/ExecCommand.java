package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.script.ProgramEngine;
import dev.vireo.script.ProgramTier;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.WireVersions;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo exec}: runs one program, VIR0 or a shader, and shows its output buffers. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Runs one VIR0 program or compute shader and prints its output buffers.",
    footer =
        "%nExit status: 0, 1 the program trapped, 2 the program, a file or the arguments are"
            + " wrong, 3 the device is missing or failed.")
final class ExecCommand implements Callable<Integer> {
  /** Elements of a buffer that the text shows. */
  private static final int SHOWN = 64;

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "PROGRAM",
      description =
          "VIR0: bytes, or text when the name ends in .vir. A shader: .spv, or .comp, .glsl and"
              + " .hlsl, which are compiled first; its buffers are named SET.BINDING.")
  private Path file;

  @Mixin private ShaderFile shaders;

  @Option(
      names = "--push",
      paramLabel = "HEX",
      description = "Of a shader: its push constants, as hexadecimal digits of their bytes.")
  private String push;

  @Option(
      names = "--buffer",
      paramLabel = "NAME=u32:1,2,..|i32:..|f32:..|file:PATH|zero:N",
      description =
          "What a buffer holds at first: values, a file's bytes, or N zero elements. Default: zeros"
              + " of the declared size.")
  private List<String> contents = List.of();

  @Option(
      names = "--grid",
      paramLabel = "X[,Y[,Z]]",
      split = ",",
      description = "Workgroups along each axis. Default: enough for the largest output.")
  private List<Long> grid;

  @Option(
      names = "--tier",
      paramLabel = "reference|interpreter|fused|compiled|auto",
      defaultValue = "interpreter",
      description =
          "What runs it. Default: interpreter. The reference needs no device; fused is VIR0 compiled"
              + " into a kernel; compiled is a shader as the driver's pipeline, which nothing cuts:"
              + " pass shaders that you trust to end. auto is one of these, and the interpreter"
              + " where that is refused or a program's loops are too long.")
  private ProgramTier tier;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Device of the interpreter. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Option(
      names = "--fuel",
      paramLabel = "N",
      defaultValue = "10000000000",
      description =
          "Back-edges of loops (on the reference: statements) that all invocations may take"
              + " together. Default: ${DEFAULT-VALUE}.")
  private long fuel;

  @Option(
      names = "--out",
      paramLabel = "NAME=PATH",
      description = "Writes an output buffer's bytes into a file.")
  private List<String> outs = List.of();

  @Option(names = "--json", description = "Prints one JSON document instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    if (fuel < 0) {
      throw wrong("--fuel " + fuel + ": it must not be negative");
    }
    SpirvProgram shader = ShaderFile.shader(file) ? shaders.program(file) : null;
    Program program =
        shader != null
            ? shader.signature()
            : ProgramFile.read(file, WireVersions.FROM_4_TO_6).program();
    Map<String, Path> targets = targets(program);
    ProgramMemory memory = ProgramMemory.ofBuffers(program, contents(program));
    WorkgroupSize size = grid == null ? memory.grid() : grid();
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    try (ProgramEngine engine = ProgramEngine.open(tier, chosen)) {
      if (shader != null) {
        engine.run(shader, memory, size, fuel);
      } else {
        engine.run(program, memory, size, fuel);
      }
      show(program, memory, size, engine.deviceName());
    } catch (ProgramTrapException trap) {
      main.report(trap);
      return ExitStatus.EXPECTATION_FAILED;
    }
    List<byte[]> results = memory.results();
    List<BufferDecl> outputs = outputs(program);
    for (int i = 0; i < outputs.size(); i++) {
      Path target = targets.get(outputs.get(i).name());
      if (target != null) {
        ProgramFile.write(target, results.get(i));
      }
    }
    return ExitStatus.OK;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static List<BufferDecl> outputs(Program program) {
    return program.buffers().stream()
        .filter(buffer -> buffer.access() != BufferAccess.WORKGROUP && buffer.result())
        .toList();
  }

  private WorkgroupSize grid() {
    boolean fits = grid.stream().allMatch(axis -> axis >= 0 && axis <= 0xFFFF_FFFFL);
    if (grid.size() > 3 || !fits) {
      throw wrong("--grid " + grid + ": pass one to three numbers from 0 to 4294967295");
    }
    long y = grid.size() > 1 ? grid.get(1) : 1;
    return new WorkgroupSize(grid.get(0), y, grid.size() > 2 ? grid.get(2) : 1);
  }

  private Map<String, Path> targets(Program program) {
    Map<String, Path> targets = new HashMap<>();
    for (String each : outs) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      boolean known = outputs(program).stream().anyMatch(buffer -> buffer.name().equals(name));
      if (equals < 0 || !known) {
        throw wrong("--out " + each + ": pass NAME=PATH with the name of an output buffer");
      }
      targets.put(name, Path.of(each.substring(equals + 1)));
    }
    return targets;
  }

  private List<byte[]> contents(Program program) {
    Map<String, byte[]> given = new HashMap<>();
    for (String each : contents) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      BufferDecl buffer =
          program.buffers().stream()
              .filter(own -> own.name().equals(name) && own.access() != BufferAccess.WORKGROUP)
              .findFirst()
              .orElse(null);
      if (equals < 0 || buffer == null) {
        throw wrong(
            "--buffer " + each + ": pass NAME=CONTENT with the name of a buffer of the program");
      }
      given.put(name, content(buffer, each, each.substring(equals + 1)));
    }
    if (push != null) {
      given.put("push", pushed(program));
    }
    List<byte[]> all = new ArrayList<>();
    program.buffers().forEach(buffer -> all.add(given.get(buffer.name())));
    return all;
  }

  private byte[] pushed(Program program) {
    if (program.buffers().stream().noneMatch(buffer -> buffer.name().equals("push"))) {
      throw wrong("--push " + push + ": the program has no push constants");
    }
    try {
      return ShaderFile.hex(push);
    } catch (IllegalArgumentException e) {
      throw wrong("--push " + push + ": pass pairs of hexadecimal digits, such as 0000803F");
    }
  }

  private byte[] content(BufferDecl buffer, String option, String content) {
    int colon = content.indexOf(':');
    String kind = colon < 0 ? "" : content.substring(0, colon);
    String rest = content.substring(colon + 1);
    try {
      return switch (kind) {
        case "file" -> ProgramFile.bytes(Path.of(rest));
        case "zero" -> zeros(buffer, Long.parseLong(rest));
        case "u32", "i32", "f32" -> words(kind, rest);
        default -> throw new NumberFormatException("unknown content");
      };
    } catch (NumberFormatException e) {
      throw wrong(
          "--buffer "
              + option
              + ": "
              + e.getMessage()
              + "; pass u32:1,2,.. or i32:.. or f32:.. or file:PATH or zero:N");
    }
  }

  private static byte[] zeros(BufferDecl buffer, long elements) {
    long bits = buffer.element().bits().orElse(Integer.SIZE);
    if (elements < 0 || elements > (1L << 33) / Math.max(1, bits)) {
      throw new NumberFormatException(elements + " elements are too many or too few");
    }
    return new byte[(int) ((elements * bits + 7) / 8)];
  }

  private static byte[] words(String kind, String list) {
    String[] items = list.isBlank() ? new String[0] : list.split(",", -1);
    ByteBuffer bytes = ByteBuffer.allocate(4 * items.length).order(ByteOrder.LITTLE_ENDIAN);
    for (String item : items) {
      bytes.putInt(word(kind, item.strip()));
    }
    return bytes.array();
  }

  private static int word(String kind, String item) {
    if (kind.equals("f32")) {
      return Float.floatToRawIntBits(Float.parseFloat(item));
    }
    long value = Long.decode(item);
    boolean fits = kind.equals("u32") ? value >= 0 && value <= 0xFFFF_FFFFL : value == (int) value;
    if (!fits) {
      throw new NumberFormatException(item + " is no " + kind);
    }
    return (int) value;
  }

  private void show(Program program, ProgramMemory memory, WorkgroupSize size, String name) {
    List<byte[]> results = memory.results();
    List<BufferDecl> outputs = outputs(program);
    if (json) {
      Json.print(document(outputs, results, size, name), main.console().out());
      return;
    }
    for (int i = 0; i < outputs.size(); i++) {
      BufferDecl buffer = outputs.get(i);
      IntBuffer words = wordsOf(results.get(i));
      StringBuilder line = new StringBuilder(buffer.name() + ": " + buffer.element());
      for (int word = 0; word < Math.min(SHOWN, words.limit()); word++) {
        line.append(' ').append(text(buffer, words.get(word)));
      }
      if (words.limit() > SHOWN) {
        line.append(" ... (").append(words.limit()).append(" in all; --out writes them)");
      }
      main.console().out().println(line);
    }
  }

  private static IntBuffer wordsOf(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private static String text(BufferDecl buffer, int word) {
    if (buffer.element() == DataType.Scalar.F32) {
      return Float.toString(Float.intBitsToFloat(word));
    }
    return buffer.element() == DataType.Scalar.I32
        ? Integer.toString(word)
        : Integer.toUnsignedString(word);
  }

  private JsonObject document(
      List<BufferDecl> outputs, List<byte[]> results, WorkgroupSize size, String name) {
    JsonObject document = new JsonObject();
    document.addProperty("program", file.toString());
    document.addProperty("tier", tier.name().toLowerCase(java.util.Locale.ROOT));
    document.addProperty("device", name);
    JsonArray axes = new JsonArray();
    for (int axis = 0; axis < 3; axis++) {
      axes.add(size.axis(axis));
    }
    document.add("grid", axes);
    JsonArray buffers = new JsonArray();
    for (int i = 0; i < outputs.size(); i++) {
      JsonObject buffer = new JsonObject();
      buffer.addProperty("name", outputs.get(i).name());
      buffer.addProperty("element", outputs.get(i).element().toString());
      buffer.addProperty("bytes", results.get(i).length);
      JsonArray words = new JsonArray();
      IntBuffer from = wordsOf(results.get(i));
      while (from.hasRemaining()) {
        words.add(Integer.toUnsignedLong(from.get()));
      }
      buffer.add("words", words);
      buffers.add(buffer);
    }
    document.add("outputs", buffers);
    return document;
  }
}
