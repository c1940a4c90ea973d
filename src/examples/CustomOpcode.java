import dev.vireo.Completion;
import dev.vireo.Handler;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Slot;

/** An operation of one's own: GLSL that is compiled into the kernel, and its twin in Java. */
public class CustomOpcode {
  private static final int COLLATZ = 8; // the first opcode that is free

  private static final String GLSL =
      """
      uint n = VIREO_ARG(0);
      uint steps = 0u;
      while (n > 1u) {
        if (!VIREO_FUEL()) {
          VIREO_FAULT(steps);   // or save what is needed in VIREO_STATE, and VIREO_YIELD
        }
        n = (n & 1u) == 0u ? n >> 1 : 3u * n + 1u;
        steps++;
      }
      VIREO_STORE(VIREO_ARG(1), steps);
      VIREO_RESULT0 = steps;
      """;

  public static void main(String[] args) throws InterruptedException {
    Handler collatz =
        Handler.glsl(COLLATZ, "collatz", GLSL)
            // What the device "reference" runs, which is for tests.
            .withJava(
                context -> {
                  int n = context.arg(0);
                  int steps = 0;
                  for (; n > 1; steps++) {
                    n = (n & 1) == 0 ? n >>> 1 : 3 * n + 1;
                  }
                  context.store(context.arg(1), steps);
                  context.result(0, steps);
                });
    int to = ControlLayout.OBSERVABLE_BASE;
    MegakernelConfig config = MegakernelConfig.defaults().withHandlers(collatz);
    try (Megakernel kernel = Megakernel.open(config)) {
      Completion completion = kernel.await(kernel.submit(Slot.of(COLLATZ, 27, to)));
      System.out.println(completion.status() + ": 27 takes " + completion.result0() + " steps");
      System.out.println("and word 0 says " + kernel.words().read(0));
    }
  }
}
