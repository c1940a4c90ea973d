package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import dev.vireo.vir0.LaunchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the programs of tenants do, whatever runs the slots. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantProgramContract {
  static final int FIRST = 160;

  /** Shared by tests that leave nothing behind but counts: some drivers compile for seconds. */
  private Megakernel shared;

  Megakernel kernel() {
    shared = shared == null ? Megakernel.open(config()) : shared;
    return shared;
  }

  @AfterAll
  void closeShared() {
    if (shared != null) {
      shared.close();
    }
  }

  /** Returns the device to run on. */
  abstract String device();

  MegakernelConfig config() {
    return MegakernelConfig.defaults()
        .withDevice(device())
        .withRingSlots(256)
        .withObservableWords(1000);
  }

  static int[] counting(int length) {
    int[] words = new int[length];
    for (int i = 0; i < length; i++) {
      words[i] = i;
    }
    return words;
  }

  static void assertDone(Completion completion) {
    assertEquals(CompletionStatus.DONE, completion.status(), completion::toString);
  }

  static void assertFault(FaultCode fault, int word, Completion completion) {
    assertEquals(fault, completion.fault(), completion::toString);
    assertEquals(word, completion.result1(), completion::toString);
  }

  @Test
  void shouldRunATenantsProgramsInItsOpcodeWindow() throws InterruptedException {
    Megakernel kernel = kernel();
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 10).withOpcodes());
    LoadedProgram program = tenant.load(ProgramContract.saxpy(3));
    Resource x = tenant.resource("x", 64);
    Resource y = tenant.resource("y", 64);
    x.write(0, counting(64));
    int before = kernel.done();
    BindingSet set = program.bind(Map.of("x", x, "y", y));
    assertTrue(Integer.compareUnsigned(program.opcode() - tenant.opcode(0), 1 << 20) < 0);
    assertDone(kernel.await(tenant.submit(set.slot(1, 1, 1))));
    assertDone(kernel.await(tenant.submit(program.opcode(), set.id(), 0, 0)));
    assertDone(kernel.await(kernel.submit(set.slot(1, 1, 1))));
    for (int i = 0; i < 64; i++) {
      assertEquals(6 * i, y.read()[i], "once as the tenant, once as the owner");
    }
    assertEquals(before + 3, kernel.done());
    program.close();
    Completion late = kernel.await(tenant.submit(set.slot(1, 1, 1)));
    assertFault(FaultCode.UNKNOWN_OPCODE, program.opcode(), late);
  }

  @Test
  void shouldForbidProgramsAndBindingSetsOfOthers() throws InterruptedException {
    Megakernel kernel = kernel();
    Tenant one = kernel.registerTenant(TenantSpec.ofWords(0, 10));
    Tenant two = kernel.registerTenant(TenantSpec.ofWords(10, 10));
    Resource ones = one.resource("ones", 3);
    Resource twos = two.resource("twos", 3);
    Resource mine = kernel.resource("mine", 3);
    ones.write(0, 7, 84, 2);
    LoadedProgram program = one.load(ProgramContract.divide());
    LoadedProgram another = two.load(ProgramContract.divide());
    LoadedProgram own = kernel.load(ProgramContract.divide());
    BindingSet set = program.bind(Map.of("out", ones));
    BindingSet anothers = another.bind(Map.of("out", twos));
    assertThrows(LaunchException.class, () -> program.bind(Map.of("out", twos)));
    assertThrows(LaunchException.class, () -> another.bind(Map.of("out", mine)));
    assertThrows(LaunchException.class, () -> own.bind(Map.of("out", ones)));
    int opcode = program.opcode();
    assertFault(FaultCode.FORBIDDEN, opcode, kernel.await(two.submit(set.slot(1, 1, 1))));
    Slot owners = own.bind(Map.of("out", mine)).slot(1, 1, 1);
    assertFault(FaultCode.FORBIDDEN, own.opcode(), kernel.await(one.submit(owners)));
    Slot foreign = Slot.of(another.opcode(), set.id(), 1, 1, 1);
    assertFault(FaultCode.FORBIDDEN, set.id(), kernel.await(two.submit(foreign)));
    Slot named = Slot.of(opcode, anothers.id(), 1, 1, 1);
    assertFault(FaultCode.FORBIDDEN, anothers.id(), kernel.await(kernel.submit(named)));
    int nobodys = Opcode.firstProgram(900);
    assertFault(FaultCode.UNKNOWN_OPCODE, nobodys, kernel.await(kernel.submit(Slot.of(nobodys))));
    assertFault(FaultCode.FORBIDDEN, nobodys, kernel.await(one.submit(Slot.of(nobodys))));
    assertArrayEquals(new int[] {7, 84, 2}, ones.read(), "nothing of it ran");
  }

  @Test
  void shouldGiveUpProgramsAndResourcesWithTheirTenant() throws InterruptedException {
    Megakernel kernel = kernel();
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 10).withResourceWords(100));
    LoadedProgram program = tenant.load(ProgramContract.divide());
    Resource out = tenant.resource("out", 60);
    out.write(0, 0, 84, 2);
    TenantException.ResourceBackpressure full =
        assertThrows(TenantException.ResourceBackpressure.class, () -> tenant.resource("more", 41));
    assertEquals(60, full.inUse());
    Resource more = tenant.resource("more", 40);
    more.close();
    tenant.resource("more", 40);
    BindingSet set = program.bind(Map.of("out", out));
    assertDone(kernel.await(tenant.submit(set.slot(1, 1, 1))));
    tenant.revoke();
    assertThrows(ClosedException.class, out::read);
    assertThrows(TenantException.Revoked.class, () -> tenant.resource("late", 1));
    assertThrows(TenantException.Revoked.class, () -> tenant.load(ProgramContract.divide()));
    assertFault(
        FaultCode.DISABLED_TENANT, tenant.id(), kernel.await(kernel.submit(set.slot(1, 1, 1))));
    tenant.quiesce(Duration.ofSeconds(60));
    out.close();
    program.close();
    Tenant next = kernel.registerTenant(TenantSpec.ofWords(0, 10).withId(tenant.id()));
    assertFault(
        FaultCode.UNKNOWN_OPCODE, program.opcode(), kernel.await(next.submit(set.slot(1, 1, 1))));
    Resource again = next.resource("again", 60);
    assertArrayEquals(new int[60], again.read(), "nothing is left of the other's words");
  }

  @Test
  void shouldHaveFencesWaitForProgramsThatAreRefused() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 10));
      LoadedProgram program = tenant.load(ProgramContract.divide());
      Slot wrong = Slot.of(program.opcode(), -1, 1, 1, 1);
      Slot foreign = Slot.of(Opcode.firstProgram(0), -1, 1, 1, 1);
      Slot fence = Slot.of(Opcode.BATCH_FENCE);
      long first = tenant.submit(List.of(wrong, foreign, wrong, fence));
      Completion completion = kernel.await(first + 3);
      assertDone(completion);
      assertEquals(3, completion.result1());
    }
  }

  @Test
  void shouldCountProgramsAgainstTheQuota() throws InterruptedException {
    Megakernel kernel = kernel();
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 10).withQuota(2));
    LoadedProgram program = tenant.load(ProgramContract.divide());
    Resource out = tenant.resource("out", 3);
    out.write(0, 0, 84, 2);
    Slot slot = program.bind(Map.of("out", out)).slot(1, 1, 1);
    assertDone(kernel.await(tenant.submit(slot)));
    assertDone(kernel.await(tenant.submit(slot)));
    assertFault(FaultCode.QUOTA, tenant.id(), kernel.await(tenant.submit(slot)));
  }

  @Test
  void shouldEndATenantsProgramThatUsesUpItsBudget() throws InterruptedException {
    Megakernel kernel = kernel();
    TenantSpec spec = TenantSpec.ofWords(0, 10).withProgramBudget(5000);
    Tenant tenant = kernel.registerTenant(spec);
    LoadedProgram program = tenant.load(ProgramContract.endless());
    Resource out = tenant.resource("out", 1);
    Slot slot = program.bind(Map.of("out", out)).slot(1, 1, 1);
    assertFault(FaultCode.FUEL, program.opcode(), kernel.await(tenant.submit(slot)));
    LoadedProgram mine = kernel.load(ProgramContract.count(6000));
    Resource words = kernel.resource("words", 1);
    Slot longer = mine.bind(Map.of("out", words)).slot(1, 1, 1);
    assertDone(kernel.await(kernel.submit(longer)));
  }

  @Test
  void shouldLoseNothingWhileTenantsComeAndGo() throws InterruptedException {
    long seed = Long.getLong("vireo.seed", 20261123);
    String repeat =
        "mvn test -Dtest="
            + getClass().getSimpleName()
            + "#shouldLoseNothingWhileTenantsComeAndGo -Dvireo.seed="
            + seed;
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    Megakernel kernel = kernel();
    try (LoadedProgram program = kernel.load(ProgramContract.count(3));
        Resource out = kernel.resource("out", 1)) {
      Slot slot = program.bind(Map.of("out", out)).slot(1, 1, 1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Random random = new Random(seed + i);
        threads.add(
            new Thread(
                () -> {
                  try {
                    for (int round = 0; round < 8; round++) {
                      comeAndGo(kernel, random, wrong);
                    }
                  } catch (InterruptedException | RuntimeException failed) {
                    wrong.add(failed.toString());
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (int i = 1; i <= 60; i++) {
        Completion add = kernel.await(kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, FIRST + 40)));
        assertEquals(i - 1, add.result0(), repeat);
        assertDone(kernel.await(kernel.submit(slot)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), wrong, repeat);
      assertEquals(180, out.read()[0], repeat);
    }
  }

  /** Runs some programs of a tenant, and revokes it at some time. */
  private static void comeAndGo(Megakernel kernel, Random random, List<String> wrong)
      throws InterruptedException {
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 0).withProgramBudget(20_000));
    Resource out = tenant.resource("out", 1);
    Resource other = tenant.resource("other", 1);
    LoadedProgram counting = tenant.load(ProgramContract.count(5));
    LoadedProgram endless = tenant.load(ProgramContract.endless());
    Slot count = counting.bind(Map.of("out", out)).slot(1, 1, 1);
    Slot turn = endless.bind(Map.of("out", other)).slot(1, 1, 1);
    List<Long> counts = new ArrayList<>();
    List<Long> turns = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      boolean counted = random.nextInt(3) > 0;
      (counted ? counts : turns).add(tenant.submit(counted ? count : turn));
    }
    boolean revoked = random.nextBoolean();
    if (revoked) {
      tenant.revoke();
    }
    int done = 0;
    for (long handle : counts) {
      FaultCode fault = kernel.await(handle).fault();
      done += fault == FaultCode.NONE ? 1 : 0;
      if (fault != FaultCode.NONE && !(revoked && fault == FaultCode.DISABLED_TENANT)) {
        wrong.add("a count ended as " + fault);
      }
    }
    for (long handle : turns) {
      FaultCode fault = kernel.await(handle).fault();
      if (fault != FaultCode.FUEL && !(revoked && fault == FaultCode.DISABLED_TENANT)) {
        wrong.add("a program that does not end ended as " + fault);
      }
    }
    if (!revoked && out.read()[0] != 5 * done) {
      wrong.add(done + " counts of 5 made " + out.read()[0]);
    }
    tenant.quiesce(Duration.ofSeconds(60));
  }
}
