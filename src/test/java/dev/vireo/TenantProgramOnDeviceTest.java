package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the programs of tenants do on a Vulkan device, where they run beside each other. */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class TenantProgramOnDeviceTest extends TenantProgramContract {
  @Override
  String device() {
    return TestDevice.named();
  }

  private static Slot endless(Tenant tenant) {
    LoadedProgram program = tenant.load(ProgramContract.endless());
    return program.bind(Map.of("out", tenant.resource("out", 1))).slot(1, 1, 1);
  }

  @Test
  void shouldHaveNobodyWaitForAnothersProgramThatDoesNotEnd() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      List<Tenant> greedy = new ArrayList<>();
      List<Long> endless = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 0));
        Slot slot = endless(tenant);
        greedy.add(tenant);
        endless.add(tenant.submit(List.of(slot, slot)));
      }
      LoadedProgram mine = kernel.load(ProgramContract.saxpy(1));
      Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 1));
      LoadedProgram program = tenant.load(ProgramContract.saxpy(2));
      Resource x = tenant.resource("x", 100);
      Resource y = tenant.resource("y", 100);
      x.write(0, counting(100));
      Slot slot = program.bind(Map.of("x", x, "y", y)).slot(2, 1, 1);
      Resource in = kernel.resource("in", 100);
      Resource out = kernel.resource("out", 100);
      in.write(0, counting(100));
      Slot own = mine.bind(Map.of("x", in, "y", out)).slot(2, 1, 1);
      for (int i = 1; i <= 5; i++) {
        assertDone(kernel.await(tenant.submit(slot)));
        assertDone(kernel.await(kernel.submit(own)));
        assertEquals(198 * i, y.read()[99]);
        assertEquals(99 * i, out.read()[99]);
        Completion add = kernel.await(tenant.submit(Opcode.ATOMIC_ADD, 1, FIRST, 0));
        assertEquals(i - 1, add.result0());
      }
      for (int i = 0; i < 3; i++) {
        assertEquals(0, kernel.poll(endless.get(i)), "it runs still");
        greedy.get(i).revoke();
        int id = greedy.get(i).id();
        assertFault(FaultCode.DISABLED_TENANT, id, kernel.await(endless.get(i)));
        assertFault(FaultCode.DISABLED_TENANT, id, kernel.await(endless.get(i) + 1));
        greedy.get(i).quiesce(Duration.ofSeconds(60));
      }
      assertDone(kernel.await(tenant.submit(slot)));
    }
  }

  @Test
  void shouldRunTheProgramsOfMoreTenantsThanHaveRoomAtOnce() throws InterruptedException {
    int tenants = 20;
    try (Megakernel kernel = Megakernel.open(config().withSlotBudget(20_000))) {
      List<Long> handles = new ArrayList<>();
      for (int i = 0; i < tenants; i++) {
        Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 0));
        handles.add(tenant.submit(endless(tenant)));
      }
      for (long handle : handles) {
        assertEquals(FaultCode.FUEL, kernel.await(handle).fault());
      }
    }
  }

  /** Loops in loops, as deep as a program may nest them, which take more turns than anybody has. */
  private static byte[] deep() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64);
    var words = program.buffer("words", BufferAccess.READ_WRITE, Scalar.U32, 0);
    nest(program, words, 18);
    return ProgramCodec.encode(program.build());
  }

  private static void nest(ProgramBuilder program, ProgramBuilder.Buffer words, int depth) {
    program.loop(
        "i" + depth,
        program.u32(0),
        program.u32(-1),
        i ->
            program.when(
                i.ne(program.u32(-2)),
                () -> {
                  if (depth > 0) {
                    nest(program, words, depth - 1);
                  } else {
                    words.store(i, i);
                  }
                }));
  }

  /** Loads, stores and atomics at indices from all over the range of u32. */
  private static byte[] farAway() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64);
    var words = program.buffer("words", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var id = program.invocation(0);
    program.loop(
        "i",
        program.u32(0),
        program.u32(200),
        i -> {
          var index = program.let("at", i.mul(program.u32(0x0157_9BDF)).add(id)).get();
          words.store(index, program.u32(0xDEAD_BEEF));
          words.store(program.u32(-1).sub(index), words.load(index.mul(index)));
        });
    program.barrier();
    program.loop(
        "j",
        program.u32(0),
        program.u32(200),
        j -> {
          var index = j.mul(program.u32(0x0579_BDF1)).sub(id);
          program.let("added", words.atomic(AtomicOp.ADD, index, program.u32(1)));
        });
    return ProgramCodec.encode(program.build());
  }

  /** Keeps many values at once, in workgroups that wait for each other. */
  private static byte[] greedy() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(256);
    var words = program.buffer("words", BufferAccess.READ_WRITE, Scalar.U32, 0);
    var shared = program.buffer("shared", BufferAccess.WORKGROUP, Scalar.U32, 4096);
    List<ProgramBuilder.Value> values = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      values.add(program.let("v" + i, words.load(program.u32(i))).get());
    }
    program.barrier();
    for (int i = 0; i < 150; i++) {
      shared.store(program.local(0).add(program.u32(i)), values.get(i));
      words.store(program.u32(149 - i), values.get(i).add(program.local(0)));
    }
    program.barrier();
    return ProgramCodec.encode(program.build());
  }

  /** Stores into every word, again and again. */
  private static byte[] writer() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(64);
    var words = program.buffer("words", BufferAccess.READ_WRITE, Scalar.U32, 0);
    program.loop(
        "round",
        program.u32(0),
        program.u32(-1),
        round ->
            program.loop("i", program.u32(0), words.length(), i -> words.store(i, round.add(i))));
    return ProgramCodec.encode(program.build());
  }

  @Test
  void shouldHaveHostileProgramsHurtNobodyElse() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withSlotBudget(300_000))) {
      Tenant victim = kernel.registerTenant(TenantSpec.ofWords(0, 1));
      Tenant hostile = kernel.registerTenant(TenantSpec.ofWords(1, 1));
      // The hostile tenant's words lie between those of the victim.
      Resource x = victim.resource("x", 1000);
      Resource theirs = hostile.resource("theirs", 1000);
      Resource y = victim.resource("y", 1000);
      Resource more = hostile.resource("more", 16);
      Resource shuffled = victim.resource("shuffled", 320);
      x.write(0, counting(1000));
      shuffled.write(0, counting(320));
      List<Slot> attacks = new ArrayList<>();
      for (byte[] blob : List.of(deep(), farAway(), greedy(), writer(), farAway())) {
        LoadedProgram program = hostile.load(blob);
        attacks.add(program.bind(Map.of("words", theirs)).slot(10, 1, 1));
        attacks.add(program.bind(Map.of("words", more)).slot(1, 10, 1));
      }
      long first = hostile.submit(attacks);
      LoadedProgram saxpy = victim.load(ProgramContract.saxpy(1));
      LoadedProgram reverse = victim.load(ProgramContract.reverse());
      Slot sums = saxpy.bind(Map.of("x", x, "y", y)).slot(16, 1, 1);
      Slot reversal = reverse.bind(Map.of("words", shuffled)).slot(10, 1, 1);
      int[] expected = counting(1000);
      for (int i = 1; i <= 10; i++) {
        assertDone(kernel.await(victim.submit(sums)));
        assertDone(kernel.await(victim.submit(reversal)));
        Completion add = kernel.await(victim.submit(Opcode.ATOMIC_ADD, 1, FIRST, 0));
        assertEquals(i - 1, add.result0());
        int[] words = y.read();
        for (int at = 0; at < 1000; at++) {
          assertEquals(i * at, words[at], "word " + at);
        }
      }
      for (int i = 0; i < attacks.size(); i++) {
        CompletionStatus status = kernel.await(first + i).status();
        assertEquals(i < 2 || i == 6 || i == 7, status == CompletionStatus.FAULT, "attack " + i);
      }
      assertArrayEquals(expected, x.read());
      assertArrayEquals(counting(320), shuffled.read(), "reversed ten times");
    }
  }
}
