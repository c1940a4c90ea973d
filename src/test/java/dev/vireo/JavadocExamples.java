package dev.vireo;

import dev.vireo.micrometer.VireoMetrics;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.RingCodec;
import dev.vireo.protocol.Slot;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramBuilder.Buffer;
import dev.vireo.vir0.ProgramBuilder.Value;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The examples of the Javadoc, line for line: {@link JavadocExamplesTest} compares and runs them.
 */
final class JavadocExamples {
  private JavadocExamples() {}

  @SuppressWarnings("UnusedVariable") // the example ends where it gets interesting
  static void oneSlot() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(MegakernelConfig.defaults())) {
      long handle = kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 5, 160));
      Completion completion = kernel.await(handle);
    }
  }

  static Completion tenant(Megakernel kernel) throws InterruptedException {
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(1000, 100).withMostOutstanding(64));
    long handle = tenant.submit(Opcode.ATOMIC_ADD, 5, tenant.firstIndex(), 0);
    Completion completion = kernel.await(handle);
    tenant.quiesce(Duration.ofSeconds(1));
    return completion;
  }

  static long[] figures(Megakernel kernel) throws InterruptedException {
    Telemetry before = kernel.telemetry();
    Thread.sleep(1000);
    Telemetry now = kernel.telemetry();
    long perSecond = now.completed() - before.completed();
    long p99Nanos = now.roundTrips().since(before.roundTrips()).percentile(99);
    return new long[] {perSecond, p99Nanos};
  }

  static Megakernel watched(MeterRegistry registry) {
    Megakernel kernel = Megakernel.open(MegakernelConfig.defaults().withTelemetry(true));
    new VireoMetrics(kernel, Tags.of("kernel", "pricing")).bindTo(registry);
    return kernel;
  }

  static Handler handler() {
    Handler sum =
        Handler.glsl(
            8,
            "sum",
            """
            uint i = VIREO_STATE(0);
            uint sum = VIREO_STATE(1);
            for (; i < VIREO_ARG(1); i++) {
              if (!VIREO_FUEL()) {
                VIREO_STATE(0) = i;
                VIREO_STATE(1) = sum;
                VIREO_YIELD;
              }
              sum += VIREO_LOAD(VIREO_ARG(0) + i);
            }
            VIREO_RESULT0 = sum;
            """);
    return sum;
  }

  static void module(Megakernel kernel, byte[] bytes, Resource image, Resource blurred) {
    LoadedProgram blur =
        kernel.load(ProgramSpec.spirv(bytes).withName("blur.comp").withConstant(0, 64));
    BindingSet set = blur.bind(Map.of("0.0", image, "0.1", blurred), Float.floatToIntBits(2.5f));
    kernel.submit(set.slot(1024, 1, 1));
  }

  static ByteBuffer ring() {
    ByteBuffer ring = RingCodec.encode(4);
    RingCodec.publish(ring, 0, 0, Opcode.STORE_U32, 7, 160);
    return ring;
  }

  static Program program() {
    ProgramBuilder p = ProgramBuilder.ofWorkgroup(64);
    Buffer a = p.buffer("a", BufferAccess.READ_ONLY, Scalar.U32, 256);
    Buffer out = p.output("out", Scalar.U32, 256);
    Value i = p.invocation(0);
    p.when(i.lt(out.length()), () -> out.store(i, a.load(i).add(p.u32(1))));
    Program program = p.build();
    return program;
  }

  static Completion tenantOfTheReadme(Megakernel kernel) throws InterruptedException {
    Tenant tenant =
        kernel.registerTenant(
            TenantSpec.ofWords(1000, 256)
                .withQuota(1_000_000)
                .withMostOutstanding(64)
                .withBackpressure(FullRing.refuse()));
    long handle = tenant.submit(Opcode.ATOMIC_ADD, 5, tenant.firstIndex(), 0);
    System.out.println(kernel.await(handle).status());
    tenant.quiesce(Duration.ofSeconds(1));
    return kernel.await(handle);
  }

  static int[] saxpy(Megakernel kernel, byte[] bytes, int[] numbers) throws InterruptedException {
    LoadedProgram saxpy = kernel.load(bytes);
    Resource x = kernel.resource("x", 1000);
    Resource y = kernel.resource("y", 1000);
    x.write(0, numbers);
    BindingSet set = saxpy.bind(Map.of("x", x, "y", y));
    Completion completion = kernel.await(kernel.submit(set.slot(16, 1, 1)));
    int[] sums = y.read();
    saxpy.close();
    return completion.status() == CompletionStatus.DONE ? sums : new int[0];
  }

  static void blur(Megakernel kernel, byte[] bytes, Resource image, Resource blurred)
      throws InterruptedException {
    LoadedProgram blur =
        kernel.load(ProgramSpec.spirv(bytes).withName("blur.comp").withConstant(0, 64));
    BindingSet set = blur.bind(Map.of("0.0", image, "0.1", blurred), 256, 256);
    Completion completion = kernel.await(kernel.submit(set.slot(256, 1, 1)));
    System.out.println(blur.place(completion.result0()));
  }

  static void waiting() throws InterruptedException {
    Handler fetch =
        Handler.glsl(
            8,
            "fetch",
            """
            if (VIREO_STATE(0) == 0u) {
              VIREO_STATE(0) = 1u;
              VIREO_WAIT;
            }
            VIREO_RESULT0 = VIREO_SIGNAL + VIREO_ARG(0);
            """);
    try (Megakernel kernel = Megakernel.open(MegakernelConfig.defaults().withHandlers(fetch))) {
      long handle = kernel.submit(Slot.of(8, 40));
      kernel.signal(handle, 2);
      System.out.println(kernel.await(handle).result0());
    }
  }

  @SuppressWarnings("UnusedVariable") // the example ends where it gets interesting
  static void priorities(List<Slot> background) throws InterruptedException {
    MegakernelConfig config = MegakernelConfig.defaults().withRingSlots(5000).withPartitions();
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.submit(background);
      long handle = kernel.submit(Priority.CRITICAL, Opcode.ATOMIC_ADD, 1, 160, 0);
    }
  }
}
