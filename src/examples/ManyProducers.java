import dev.vireo.Completion;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Four threads publish into one ring, and nobody locks anything. */
public class ManyProducers {
  private static final int PRODUCERS = 4;
  private static final int SLOTS = 2500;
  private static final int SUM = ControlLayout.OBSERVABLE_BASE;

  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
    try (Megakernel kernel = Megakernel.open(MegakernelConfig.defaults())) {
      List<Future<Completion>> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        producers.add(threads.submit(() -> produce(kernel)));
      }
      for (Future<Completion> each : producers) {
        System.out.println("a producer's last slot: " + each.get().status());
      }
      kernel.drain();
      System.out.println("sum: " + kernel.words().read(0));
    } finally {
      threads.shutdown();
    }
  }

  private static Completion produce(Megakernel kernel) throws InterruptedException {
    long handle = 0;
    for (int i = 0; i < SLOTS; i++) {
      handle = kernel.submit(Opcode.ATOMIC_ADD, 1, SUM, 0); // waits while the ring is full
    }
    return kernel.await(handle);
  }
}
