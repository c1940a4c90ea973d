package dev.vireo.vir0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder.Buffer;
import dev.vireo.vir0.ProgramBuilder.Value;
import dev.vireo.vir0.ProgramBuilder.Variable;
import org.junit.jupiter.api.Test;

class ProgramBuilderTest {
  private final ProgramBuilder p = ProgramBuilder.ofWorkgroup(64);
  private final Value i = p.invocation(0);

  @Test
  void shouldBuildWhatTheTextSays() {
    Buffer a = p.buffer("a", BufferAccess.READ_ONLY, Scalar.U32, 256);
    Buffer out = p.output("out", Scalar.U32, 256);
    Variable sum = p.let("sum", p.u32(0));
    p.loop("k", p.u32(0), a.load(i), k -> sum.set(sum.get().add(k)));
    p.when(
        i.lt(out.length()),
        () -> out.store(i, sum.get()),
        () -> p.let("old", out.load(i).as(Scalar.F32)));
    p.barrier();
    String text =
        """
        workgroup 64
        buffer a: read_only u32[256]
        buffer out: read_write u32[256] output
        main {
          let sum = 0
          for k in 0..a[gid.x] { sum = sum + k }
          if gid.x < len(out) { out[gid.x] = sum } else { let old = f32(out[gid.x]) }
          barrier
        }
        """;
    assertEquals(Assembly.parse("text", text), p.build());
  }

  @Test
  void shouldRefuseWrongTypesWhereTheyAreWritten() {
    Buffer f = p.buffer("f", BufferAccess.READ_WRITE, Scalar.F32, 4);
    Buffer r = p.buffer("r", BufferAccess.READ_ONLY, Scalar.U32, 4);
    Variable x = p.let("x", p.i32(1));
    refuses(() -> i.add(p.f32(1)));
    refuses(() -> i.apply(UnaryOp.SQRT));
    refuses(() -> p.i32(1).apply(UnaryOp.NEGATE));
    refuses(() -> i.apply(BinaryOp.BALLOT, i));
    refuses(() -> i.apply(UnaryOp.UNPACK4_LOW));
    refuses(() -> i.as(Scalar.F16));
    refuses(() -> i.select(i, p.f32(1)));
    refuses(() -> x.set(i));
    refuses(() -> f.store(i, i));
    refuses(() -> r.store(i, i));
    refuses(() -> f.load(p.i32(0)));
    refuses(() -> f.atomic(AtomicOp.ADD, i, i));
    refuses(() -> r.compareExchange(i, i, i));
    refuses(() -> p.fma(i, i, i));
    refuses(() -> p.when(p.f32(1), () -> {}));
    refuses(() -> p.loop("k", p.i32(0), i, k -> {}));
    refuses(() -> p.local(3));
  }

  private static void refuses(Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertFalse(message.endsWith("null"), message);
  }

  @Test
  void shouldRefuseAnOutputWithoutElements() {
    String problem =
        assertThrows(IllegalArgumentException.class, () -> p.output("out", Scalar.U32, 0))
            .getMessage();
    assertTrue(problem.contains("'out' of 0 elements"), problem);
  }

  @Test
  void shouldCheckTheRestAtTheEnd() {
    p.let("x", i);
    p.let("x", i);
    InvalidProgramException error = assertThrows(InvalidProgramException.class, p::build);
    assertEquals(Rule.DUPLICATE, error.errors().get(0).rule());
  }
}
