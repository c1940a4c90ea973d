package dev.vireo.vir0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.text.AssemblyExpressions;
import dev.vireo.vir0.wire.GoldenPrograms;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblyTest {
  private static final WorkgroupSize ONE = new WorkgroupSize(1, 1, 1);

  private static Program parse(String text) {
    return Assembly.parse("test.vir", text);
  }

  private static void roundTrip(Program program) {
    String text = Assembly.print(program);
    assertEquals(program, parse(text), text);
    assertEquals(text, Assembly.print(parse(text)));
  }

  @TestFactory
  Stream<DynamicTest> shouldRoundTripEveryGoldenProgram() {
    return GoldenPrograms.tests(GoldenPrograms.programs(), golden -> roundTrip(golden.program()));
  }

  @Test
  void shouldRoundTripEveryConstruct() {
    roundTrip(Constructs.everything());
    BufferDecl buffer =
        new BufferDecl(
            "",
            U32.MAX,
            MemoryKind.PUSH,
            BufferAccess.UNIFORM,
            new DataType.Array(-1),
            U32.MAX,
            true,
            false,
            Optional.of(new ByteRange(1, -1)),
            new MemoryHints(OptionalInt.of(0), 16, MemoryHints.Locality.STREAMING),
            LinearType.LINEAR,
            true,
            Optional.of(Constructs.predicates()));
    roundTrip(Program.of(ONE, List.of(buffer), List.of()));
  }

  @Test
  void shouldRoundTripAnyFloat() {
    Random random = new Random(TestSeed.seed());
    for (int round = 0; round < 20_000; round++) {
      int bits = round < 4 ? round << 30 : random.nextInt();
      Node let = new Node.Let("x", new Expr.LitF32(bits));
      Program program = Program.of(ONE, List.of(), List.of(let));
      int at = round;
      assertEquals(
          program,
          parse(Assembly.print(program)),
          () -> TestSeed.again(AssemblyTest.class, at) + ": " + Integer.toHexString(bits));
    }
  }

  @Test
  void shouldRoundTripAnyName() {
    for (String name :
        List.of("", "let", "min", "gid", "1x", "a b", "`\\\"'", "\n\u2028\u200b", "é", "x.y")) {
      roundTrip(
          new Program(
              Optional.of(name),
              ONE,
              true,
              List.of(BufferDecl.of(name, 0, BufferAccess.READ_WRITE, Scalar.U32, 1)),
              List.of(
                  new Node.Region(name, Optional.of(name), List.of()),
                  new Node.Assign(name, new Expr.Var(name)),
                  new Node.Store(name, new Expr.Load(name, new Expr.Var(name)), lit(1)),
                  new Node.Loop(name, lit(0), new Expr.BufferLength(name), List.of()))));
    }
  }

  private static Expr lit(int value) {
    return new Expr.LitU32(value);
  }

  private static Expr expression(String text) {
    Program program = parse("workgroup 1 main { let x = " + text + " }");
    Node.Region root = (Node.Region) program.body().get(0);
    return ((Node.Let) root.body().get(0)).value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 + 2 * 3; 1u + 2u * 3u",
        "(1 + 2) * 3; (1u + 2u) * 3u",
        "1 - 2 - 3; 1u - 2u - 3u",
        "1 - (2 - 3); 1u - (2u - 3u)",
        "a >> b >= c; a >> b >= c",
        "a && b || c; a && b || c",
        "a && (b || c); a && (b || c)",
        "-5i - -5i; -5i - -5i",
        "-(5i); negate(5i)",
        "-5; -5u",
        "-x; -x",
        "- - x; --x",
        "!~x; !~x",
        "1.5e3; 1500.0",
        "0xffi; 255i",
        "1f; 1.0",
        "min(1, max(2, 3)); min(1u, max(2u, 3u))",
        "atomic_add(b, 0, 1); atomic_add(b, 0u, 1u)",
        "atomic_compare_exchange<relaxed>(b, 0, expect 1, 2);"
            + " atomic_compare_exchange<relaxed>(b, 0u, expect 1u, 2u)",
        "cast<vec<csr<f16>, 2>>(x); cast<vec<csr<f16>, 2>>(x)",
        "gid.x + lid.2 + wgid.255; gid.x + lid.z + wgid.255",
        "a < b; a < b",
        "`min`; `min`"
      })
  void shouldReadAndPrintExpressions(String text, String printed) {
    Expr expr = expression(text);
    assertEquals(printed, AssemblyExpressions.print(expr));
    assertEquals(expr, expression(printed));
  }

  @Test
  void shouldReadAProgramWrittenByHand() {
    String text =
        """
        // Sums of squares.
        workgroup 4
        buffer a: read_only u32[4]
        buffer out: read_write u32[4] binding 1 output
        main {
          let s = 0u
          for i in 0..a[gid.x] {
            s = s + i * i
          }
          if gid.x == 0 { out[0] = s } else if gid.x == 1 { return } else { out[gid.x] = s }
          if gid.x == 1 { out[1] = s }
        }
        """;
    Program program = parse(text);
    assertEquals(List.of(), ProgramValidator.check(program));
    byte[] input = {0, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 10, 0, 0, 0};
    byte[] result = ProgramEvaluator.run(program, List.of(input)).get(0);
    assertEquals(30, result[8]);
    assertEquals(285, (result[12] & 0xFF) + (result[13] << 8));
    roundTrip(program);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "workgroup; 1:10",
        "workgroup 1 main { let x = }; 1:28",
        "workgroup 1 main { let x = 4294967296 }; 1:28",
        "workgroup 1 main { let x = 2147483648i }; 1:28",
        "workgroup 1 main { x }; 1:20",
        "workgroup 1 main {; 1:18",
        "workgroup 1 main { let x = foo(1) }; 1:28",
        "workgroup 1 main { let x = min(1) }; 1:28",
        "workgroup 1 main { let x = gid.w }; 1:32",
        "workgroup 1 buffer b: writable u32[1]; 1:23",
        "workgroup 1 buffer b: read_only u33[1]; 1:36",
        "workgroup 1 main { let x = `y }; 1:28",
        "workgroup 1 main { let x = 1 § 2 }; 1:30",
        "workgroup 1 main { let x = 1.5.5 }; 1:31",
        "workgroup 1 main { frob(1) }; 1:20",
        "workgroup 4294967296; 1:11"
      })
  void shouldNameThePlaceOfAnError(String text, String place) {
    AssemblyException error = assertThrows(AssemblyException.class, () -> parse(text));
    assertTrue(error.getMessage().startsWith("test.vir:" + place + ": "), error.getMessage());
  }

  @Test
  void shouldCountLinesAndCodePoints() {
    AssemblyException error =
        assertThrows(
            AssemblyException.class,
            () -> parse("workgroup 1\n// \ud83d\ude00\nmain {\n let `\ud83d\ude00` = ? }"));
    assertEquals(4, error.line());
    assertEquals(12, error.column());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "~", "x[", "min(1, ", "1 + (", "a * b + "})
  void shouldRefuseTextThatNestsTooDeeply(String part) {
    AssemblyException error =
        assertThrows(
            AssemblyException.class,
            () -> parse("workgroup 1 main { let y = " + part.repeat(20_000) + "1"));
    assertTrue(error.getMessage().contains("levels"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"block { ", "if x { } else ", "if x { } else { ", "for i in 1..2 {"})
  void shouldRefuseStatementsThatNestTooDeeply(String part) {
    AssemblyException error =
        assertThrows(
            AssemblyException.class, () -> parse("workgroup 1 main { " + part.repeat(20_000)));
    assertTrue(error.getMessage().contains("depth 200"), error.getMessage());
  }

  @Test
  void shouldAnswerRandomDamageWithAProgramOrATypedError() {
    Random random = new Random(TestSeed.seed());
    String text = Assembly.print(Constructs.everything());
    String alphabet = "{}[]()<>=.,:+-\"`\\ \n0x1ufe";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(damaged.length());
        damaged.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        roundTrip(parse(damaged.toString()));
      } catch (AssemblyException expected) {
        assertTrue(expected.line() > 0 && expected.column() > 0);
      } catch (RuntimeException | Error other) {
        throw new AssertionError(TestSeed.again(AssemblyTest.class, round), other);
      }
    }
  }

  @Test
  void shouldFindTheLineOfABrokenRule() {
    Assembly.Source source =
        Assembly.read("p.vir", "workgroup 1\nmain {\n  let a = 1u\n  let b = a + 1.5\n}\n");
    ProgramError error = ProgramValidator.check(source.program()).get(0);
    assertEquals("p.vir:4:3", source.place(error.path()));
    assertEquals("p.vir", source.place("nowhere"));
  }
}
