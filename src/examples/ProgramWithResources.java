import dev.vireo.BindingSet;
import dev.vireo.Completion;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.Resource;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramBuilder.Buffer;
import dev.vireo.vir0.ProgramBuilder.Value;
import dev.vireo.vir0.ProgramCodec;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A program arrives as bytes, becomes an opcode, and runs in the kernel that is already running.
 */
public class ProgramWithResources {
  private static final int WORDS = 1000;
  private static final int WORKGROUP = 64;

  /** Builds y[i] = 3 x[i] + y[i]; the bytes may as well come from a file or over a network. */
  private static byte[] program() {
    ProgramBuilder p = ProgramBuilder.ofWorkgroup(WORKGROUP);
    Buffer x = p.buffer("x", BufferAccess.READ_ONLY, Scalar.U32, 0);
    Buffer y = p.buffer("y", BufferAccess.READ_WRITE, Scalar.U32, 0);
    Value i = p.invocation(0);
    p.when(i.lt(y.length()), () -> y.store(i, x.load(i).mul(p.u32(3)).add(y.load(i))));
    return ProgramCodec.encode(p.build());
  }

  public static void main(String[] args) throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(MegakernelConfig.defaults());
        LoadedProgram saxpy = kernel.load(program());
        Resource x = kernel.resource("x", WORDS);
        Resource y = kernel.resource("y", WORDS)) {
      x.write(0, IntStream.range(0, WORDS).toArray());
      y.write(0, IntStream.range(0, WORDS).map(i -> 7).toArray());
      BindingSet set = saxpy.bind(Map.of("x", x, "y", y));
      int groups = (WORDS + WORKGROUP - 1) / WORKGROUP;
      Completion completion = kernel.await(kernel.submit(set.slot(groups, 1, 1)));
      int[] sums = y.read();
      System.out.println(completion.status() + ": y[999] = " + sums[WORDS - 1]);
    }
  }
}
