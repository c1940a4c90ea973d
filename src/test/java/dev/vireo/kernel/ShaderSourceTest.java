package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.DiskCache;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.ProgramGlsl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the GLSL may say, and the SPIR-V of every kernel that can be built from it. */
@Tag("once")
class ShaderSourceTest {
  private static final Path SHADERS = Path.of("shaders");
  private static final List<Path> STANDING_ALONE =
      List.of(
          SHADERS.resolve("bench/programs"),
          SHADERS.resolve("bench/modules"),
          SHADERS.resolve("demo"));
  private static final Pattern COMMENT = Pattern.compile("//[^\\n]*|/\\*(?s:.*?)\\*/");
  private static final Pattern SYNTAX =
      Pattern.compile("(?m)^\\s*#\\s*(version|line|extension)\\b[^\\n]*|\\bset\\s*=\\s*0\\b");
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9_])[0-9][A-Za-z0-9_.]*");
  private static final Set<String> ALLOWED_NUMBERS = Set.of("0u", "1u");

  // Numbers of the SPIR-V specification, version 1.3.
  private static final int SPIRV_HEADER_WORDS = 5;
  private static final int OP_EXTENSION = 10;
  private static final int OP_CAPABILITY = 17;
  private static final int OP_DECORATE = 71;
  private static final int OP_MEMBER_DECORATE = 72;
  private static final int CAPABILITY_SHADER = 1;

  private static final List<HandlerSource> HANDLERS =
      List.of(
          new HandlerSource(8, "everything", everything()),
          new HandlerSource(0x7FFF_FFFF, "nothing", ""));

  /** A compiler of its own for each thread: one compiles one shader after the other. */
  private static final Map<Thread, ShaderCompiler> COMPILERS = new ConcurrentHashMap<>();

  private static String everything() {
    return """
    uint i = VIREO_STATE(3);
    while (i < VIREO_ARG(11)) {
      if (!VIREO_FUEL()) {
        VIREO_STATE(3) = i;
        VIREO_YIELD;
      }
      VIREO_STORE(i, VIREO_LOAD(i) + VIREO_ATOMIC_ADD(i, 1u));
      i++;
    }
    VIREO_RESULT0 = i;
    VIREO_RESULT1 = 2u;
    if (i == 7u) {
      VIREO_FAULT(i);
    }
    if (VIREO_SIGNAL == 0u) {
      VIREO_WAIT;
    }
    VIREO_REQUEUE;
    """;
  }

  private static ShaderCompiler compiler() {
    // Without a cache, so that everything is compiled and validated now.
    return COMPILERS.computeIfAbsent(
        Thread.currentThread(), thread -> new ShaderCompiler(new DiskCache(null)));
  }

  @AfterAll
  static void closeCompilers() {
    COMPILERS.values().forEach(ShaderCompiler::close);
  }

  // Those that benchmarks and the demo run stand alone, as a user would write them.
  static List<Path> shaders() throws IOException {
    try (Stream<Path> files = Files.walk(SHADERS)) {
      List<Path> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> STANDING_ALONE.stream().noneMatch(file::startsWith))
              .sorted()
              .toList();
      assertTrue(found.size() >= Builtin.values().length, found.toString());
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("shaders")
  void shouldTakeEveryNumberFromTheLayouts(Path file) throws IOException {
    assertEquals(Set.of(), numbersIn(Files.readString(file)), file + " spells a number itself");
  }

  @Test
  void shouldFindNumbersThatAreSpelled() {
    assertEquals(
        new TreeSet<>(Set.of("160u", "0x80u", "4", "1.5")),
        numbersIn(
            """
            #line 7 "a"
            layout(std430, set = 0, binding = 4) buffer B { uint b2[]; }; // 99
            uint x1 = 160u + 0u - 1u; /* 98 */
            float f = 1.5 * (b2[0x80u]);
            """));
  }

  private static Set<String> numbersIn(String glsl) {
    String code = SYNTAX.matcher(COMMENT.matcher(glsl).replaceAll(" ")).replaceAll(" ");
    Set<String> numbers = new TreeSet<>();
    Matcher matcher = NUMBER.matcher(code);
    while (matcher.find()) {
      if (!ALLOWED_NUMBERS.contains(matcher.group())) {
        numbers.add(matcher.group());
      }
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("shaders")
  void shouldNotSayCoherentAndVolatileAtOnce(Path file) throws IOException {
    for (String line : Files.readAllLines(file)) {
      assertFalse(line.contains("coherent") && line.contains("volatile"), file + ": " + line);
    }
  }

  static List<KernelSpec> specs() {
    List<Integer> sets = new ArrayList<>();
    sets.add(0);
    int all = 0;
    for (Builtin builtin : Builtin.values()) {
      sets.add(builtin.bit());
      // What a PACKED slot holds is built in with it.
      sets.add(builtin.bit() | Builtin.PACKED_SLOT.bit());
      all |= builtin.bit();
    }
    sets.add(all);
    sets.add(Builtin.TENANTS_BIT);
    sets.add(Builtin.TENANTS_BIT | Builtin.PACKED_SLOT.bit());
    sets.add(Builtin.TENANTS_BIT | all);
    List<KernelSpec> specs = new ArrayList<>();
    for (int set : new TreeSet<>(sets)) {
      for (Protection protection : Protection.values()) {
        specs.add(new KernelSpec(protection, set, List.of(), 16, null));
        specs.add(new KernelSpec(protection, set, HANDLERS, 64, RecordStyle.STAMP_LAST));
        specs.add(new KernelSpec(protection, set, HANDLERS, 64, RecordStyle.WHOLE));
        if (set == 0 || (set & all) == all) { // partitions know nothing of single operations
          specs.add(new KernelSpec(protection, set, List.of(), 16, null, true));
          specs.add(new KernelSpec(protection, set, HANDLERS, 64, RecordStyle.STAMP_LAST, true));
          specs.add(new KernelSpec(protection, set, HANDLERS, 64, RecordStyle.WHOLE, true));
        }
      }
    }
    List<ProgramGlsl> programs = List.of(lone("x"), lone("y"));
    KernelSpec whole = waiting("VIREO_WAIT;");
    specs.add(whole.with(programs));
    specs.add(new KernelSpec(Protection.RAW, all, List.of(), 16, null).with(programs));
    specs.add(
        new KernelSpec(Protection.GUARDED, all, HANDLERS, 64, RecordStyle.WHOLE, true)
            .with(programs.subList(0, 1)));
    specs.add(whole);
    specs.add(waiting("VIREO_REQUEUE;"));
    specs.add(waiting("VIREO_YIELD;"));
    return specs;
  }

  private static ProgramGlsl lone(String axis) {
    String text =
        "workgroup 4\nbuffer out: read_write u32[0]\nmain { out[gid.%s] = out[gid.%s] / 3 }\n";
    ProgramGlsl program =
        ProgramGlsl.of(Assembly.parse("lone.vir", String.format(text, axis, axis)));
    assertTrue(program.lone());
    return program;
  }

  private static KernelSpec waiting(String body) {
    List<HandlerSource> handlers = List.of(new HandlerSource(8, "waiting", body));
    return new KernelSpec(Protection.GUARDED, 0, handlers, 64, RecordStyle.STAMP_LAST);
  }

  @Test
  void shouldBuildInWaitingOnlyForHandlersThatDo() {
    for (String how : List.of("WAIT", "REQUEUE", "YIELD")) {
      KernelSpec spec = waiting("VIREO_" + how + ";");
      for (String source : List.of(KernelSource.worker(spec), KernelSource.handOn(spec))) {
        assertEquals(how.equals("WAIT"), source.contains("#define HAS_WAIT\n"), how);
        assertEquals(how.equals("REQUEUE"), source.contains("#define HAS_REQUEUE\n"), how);
      }
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource("specs")
  void shouldCompileToSpirvThatEveryDeviceTakes(KernelSpec spec) {
    // The compiler validates what it makes and throws when it is not valid.
    check(compiler().compile("worker", KernelSource.worker(spec)));
    check(compiler().compile("fence", KernelSource.fence(spec)));
    check(compiler().compile("hand on", KernelSource.handOn(spec)));
  }

  @Test
  void shouldCompileTheInterpreterToSpirvThatEveryDeviceTakes() {
    check(compiler().compile("interpreter", ProgramSource.interpreter(8, false)));
    check(compiler().compile("interpreter", ProgramSource.interpreter(8, true)));
  }

  private static void check(ByteBuffer spirv) {
    Map<List<Integer>, Set<Integer>> decorations = new HashMap<>();
    boolean shader = false;
    for (int at = SPIRV_HEADER_WORDS; at < spirv.limit() / 4; ) {
      int first = spirv.getInt(4 * at);
      int opcode = first & 0xFFFF;
      int words = first >>> 16;
      switch (opcode) {
        case OP_CAPABILITY -> {
          assertEquals(CAPABILITY_SHADER, spirv.getInt(4 * (at + 1)), "capability");
          shader = true;
        }
        case OP_EXTENSION ->
            assertTrue(
                text(spirv, at + 1).equals("SPV_KHR_storage_buffer_storage_class"),
                "extension " + text(spirv, at + 1));
        case OP_DECORATE ->
            decorate(decorations, List.of(spirv.getInt(4 * (at + 1))), spirv.getInt(4 * (at + 2)));
        case OP_MEMBER_DECORATE ->
            decorate(
                decorations,
                List.of(spirv.getInt(4 * (at + 1)), spirv.getInt(4 * (at + 2))),
                spirv.getInt(4 * (at + 3)));
        default -> {}
      }
      at += words;
    }
    assertTrue(shader, "declares the capability Shader");
  }

  private static void decorate(
      Map<List<Integer>, Set<Integer>> decorations, List<Integer> target, int decoration) {
    Set<Integer> known = decorations.computeIfAbsent(target, key -> new HashSet<>());
    assertTrue(known.add(decoration), "decoration " + decoration + " of " + target + " is doubled");
  }

  private static String text(ByteBuffer spirv, int word) {
    StringBuilder text = new StringBuilder();
    for (int i = 4 * word; spirv.get(i) != 0; i++) {
      text.append((char) spirv.get(i));
    }
    return text.toString();
  }

  @Test
  void shouldHaveABitForEveryBuiltInOpcode() {
    Set<Integer> bits = new HashSet<>();
    for (Builtin builtin : Builtin.values()) {
      assertEquals(builtin.bit(), Builtin.bitOf(builtin.opcode()), builtin.name());
      assertTrue(bits.add(builtin.bit()), builtin.name());
      // What tenants may use is looked up by shifting.
      boolean low = Integer.compareUnsigned(builtin.opcode(), Opcode.FIRST_USER) < 0;
      assertTrue(!low || builtin.bit() == 1 << builtin.opcode(), builtin.name());
    }
    for (int opcode : new int[] {Opcode.FIRST_USER, 0xFFFC, 0xFFFF, 0x8000_0000, 0x7FFF_FFFF, -2}) {
      assertEquals(0, Builtin.bitOf(opcode), Integer.toHexString(opcode));
    }
  }
}
