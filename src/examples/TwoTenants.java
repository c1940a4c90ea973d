import dev.vireo.Completion;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.Tenant;
import dev.vireo.TenantSpec;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import java.time.Duration;

/** Two users share a kernel without trusting each other; one of them is in a hurry. */
public class TwoTenants {
  public static void main(String[] args) throws InterruptedException {
    MegakernelConfig config =
        MegakernelConfig.defaults().withRingSlots(5000).withPartitions().withTenants();
    try (Megakernel kernel = Megakernel.open(config)) {
      Tenant batch = kernel.registerTenant(TenantSpec.ofWords(0, 100).withQuota(1001));
      Tenant urgent = kernel.registerTenant(TenantSpec.ofWords(100, 100));

      Slot add = Slot.of(Opcode.ATOMIC_ADD, 1, batch.firstIndex());
      long last = 0;
      for (int i = 0; i < 1000; i++) {
        last = batch.submit(add.withPriority(Priority.LOW));
      }
      Slot store = Slot.of(Opcode.STORE_U32, 42, urgent.firstIndex());
      long hurried = urgent.submit(store.withPriority(Priority.CRITICAL));
      System.out.println("urgent: " + kernel.await(hurried).status());
      System.out.println("batch: " + kernel.await(last).status());

      // Neither reaches the other's words, and a quota is a quota.
      Completion foreign = kernel.await(batch.submit(Opcode.STORE_U32, 1, urgent.firstIndex(), 0));
      System.out.println("foreign word: " + foreign.status() + " " + foreign.fault());
      Completion beyond = kernel.await(batch.submit(Opcode.NOP, 0, 0, 0));
      System.out.println("beyond the quota: " + beyond.status() + " " + beyond.fault());
      System.out.println("words: " + kernel.words().read(0) + " " + kernel.words().read(100));

      batch.quiesce(Duration.ofSeconds(1));
    }
  }
}
