import dev.vireo.Completion;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;

/** A thousand additions on the device, then a swap that tells what they came to. */
public class Hello {
  public static void main(String[] args) throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(MegakernelConfig.defaults())) {
      System.out.println("device: " + kernel.deviceName());

      // Slots work on the observable words; the first one is control word 160.
      int counter = ControlLayout.OBSERVABLE_BASE;
      List<Slot> batch = new ArrayList<>();
      for (int i = 1; i <= 1000; i++) {
        batch.add(Slot.of(Opcode.ATOMIC_ADD, i, counter));
      }
      kernel.submit(batch);
      kernel.drain(); // slots run in any order; this one must come after all of them

      long handle = kernel.submit(Slot.of(Opcode.COMPARE_SWAP, counter, 500_500, 42));
      Completion swap = kernel.await(handle);
      System.out.println(swap.status() + ": " + swap.result0() + " was swapped: " + swap.result1());
      System.out.println("now it is " + kernel.words().read(0));
    }
  }
}
