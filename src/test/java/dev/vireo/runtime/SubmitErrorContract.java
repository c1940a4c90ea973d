package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.runtime.SubmitSteps.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a submit that fails half way leaves behind: nothing that holds others up. */
@Timeout(60)
abstract class SubmitErrorContract {
  static final int RING = 8;
  static final int WORD = 170;
  private static final int DONE = CompletionStatus.DONE.code();
  private static final int CANCELLED = CompletionStatus.CANCELLED.code();
  private static final int BATCH = 5;
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Set<Step> LIVE_ONLY = EnumSet.of(Step.PREPARED, Step.STAMPED);
  private static final Set<Step> TENANTS_ONLY = EnumSet.of(Step.COUNTED);

  /** Fails once at a step. */
  static final class Saboteur extends SubmitSteps {
    private final Step where;
    private Error error;

    Saboteur(Step where) {
      this.where = where;
    }

    @Override
    void after(Step step) {
      Error now = error;
      if (now != null && step == where) {
        error = null;
        throw now;
      }
    }
  }

  /** How slots are submitted. */
  enum Form {
    SLOT(1),
    ARGUMENTS(1),
    LIST(BATCH);

    final int slots;

    Form(int slots) {
      this.slots = slots;
    }

    long publish(SlotRuntime runtime, TenantAccount tenant) {
      Slot add = Slot.of(Opcode.ATOMIC_ADD, 1, WORD);
      return switch (this) {
        case SLOT -> tenant == null ? runtime.publish(add) : runtime.publish(tenant, add);
        case ARGUMENTS ->
            tenant == null
                ? runtime.publish(Opcode.ATOMIC_ADD, 2, 1, WORD, 0)
                : runtime.publish(tenant, Opcode.ATOMIC_ADD, 2, 1, WORD, 0);
        case LIST -> {
          List<Slot> batch = Collections.nCopies(BATCH, add);
          yield tenant == null ? runtime.publish(batch) : runtime.publish(tenant, batch);
        }
      };
    }
  }

  abstract SlotRuntime open(RuntimeSettings settings, SubmitSteps steps);

  /** Returns what the slots that ran have added, or -1 when this backend does not compute. */
  abstract int added(SlotRuntime runtime);

  private SlotRuntime open(SubmitSteps steps) {
    return open(
        new RuntimeSettings(
            RING,
            false,
            0xFFFF_FFF0L,
            0,
            Long.MAX_VALUE,
            TimeUnit.SECONDS.toNanos(20),
            10_000,
            2_000_000,
            0),
        steps);
  }

  static Stream<Arguments> failures() {
    List<Arguments> all = new ArrayList<>();
    for (Step step : Step.values()) {
      for (Form form : Form.values()) {
        for (boolean owner : new boolean[] {true, false}) {
          if ((step != Step.RUNG_AGAIN || form.slots > 1)
              && !(owner && TENANTS_ONLY.contains(step))) {
            all.add(Arguments.of(step, form, owner));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldCompleteEveryOtherSlotWhenASubmitFails(Step step, Form form, boolean owner)
      throws InterruptedException {
    Saboteur saboteur = new Saboteur(step);
    try (SlotRuntime runtime = open(saboteur)) {
      if (LIVE_ONLY.contains(step) && runtime.mode() != Mode.LIVE) {
        return; // there is no such step
      }
      TenantAccount tenant = owner ? null : register(runtime);
      int ran = 0;
      long next = 0xFFFF_FFF0L;
      List<Function<String, Error>> kinds = List.of(StackOverflowError::new, OutOfMemoryError::new);
      for (Function<String, Error> kind : kinds) {
        for (int place = 0; place < 3; place++) {
          next = publishAndAwait(runtime, tenant, next, 2 + place);
          ran += 2 + place;
          Error error = kind.apply("injected");
          saboteur.error = error;
          assertSame(error, assertThrows(Error.class, () -> form.publish(runtime, tenant)));
          boolean taken = step != Step.COUNTED;
          boolean runs = step.compareTo(Step.STAMPED) >= 0;
          for (int i = 0; i < (taken ? form.slots : 0); i++) {
            assertEquals(runs ? DONE : CANCELLED, await(runtime, next++));
            ran += runs ? 1 : 0;
          }
        }
      }
      publishAndAwait(runtime, tenant, next, 3 * RING);
      ran += 3 * RING;
      runtime.drain();
      if (added(runtime) >= 0) {
        assertEquals(ran, added(runtime));
      }
      if (tenant != null) {
        assertEquals(0, tenant.outstanding());
        runtime.quiesce(tenant, SOON);
      }
    }
  }

  private static TenantAccount register(SlotRuntime runtime) {
    TenantGrant grant =
        new TenantGrant(
            0,
            160,
            200,
            Set.of(Opcode.ATOMIC_ADD),
            Long.MAX_VALUE,
            RING,
            Long.MAX_VALUE,
            0,
            0,
            false);
    return runtime.register(grant, new BitSet());
  }

  private static long publishAndAwait(
      SlotRuntime runtime, TenantAccount tenant, long next, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      assertEquals(next + i, Form.ARGUMENTS.publish(runtime, tenant));
    }
    for (int i = Math.max(0, count - 3 * RING); i < count; i++) {
      assertEquals(DONE, await(runtime, next + i));
    }
    return next + count;
  }

  private static int await(SlotRuntime runtime, long sequence) throws InterruptedException {
    return runtime.await(sequence, Long.MAX_VALUE).status();
  }

  /** Submits at the bottom of the stack, and again on each level on the way up. */
  private static final class Diver {
    private static final int TRIES = 400; // on the lowest levels

    final List<Long> accepted = new ArrayList<>(TRIES);
    int tries;
    int errors;
    private final SlotRuntime runtime;
    private final TenantAccount tenant;
    private final Form form;

    Diver(SlotRuntime runtime, TenantAccount tenant, Form form) {
      this.runtime = runtime;
      this.tenant = tenant;
      this.form = form;
    }

    void dive(int depth) {
      if (depth == 0) {
        return;
      }
      try {
        dive(depth - 1);
      } catch (StackOverflowError bottom) {
        // Here the stack ends.
      }
      if (tries < TRIES) {
        tries++;
        try {
          accepted.add(form.publish(runtime, tenant));
        } catch (StackOverflowError expected) {
          errors++;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void shouldSurviveAStackThatEndsAnywhereInASubmit(Form form, boolean owner)
      throws InterruptedException {
    try (SlotRuntime runtime = open(SubmitSteps.NONE)) {
      TenantAccount tenant = owner ? null : register(runtime);
      publishAndAwait(runtime, tenant, 0xFFFF_FFF0L, RING);
      int ran = RING;
      int most = RING;
      int errors = 0;
      for (int round = 0; round < 5; round++) {
        Diver diver = new Diver(runtime, tenant, form);
        diver.dive(Integer.MAX_VALUE);
        runtime.drain();
        errors += diver.errors;
        ran += diver.accepted.size() * form.slots;
        most += diver.tries * form.slots;
      }
      assertTrue(errors > 0, "no submit failed");
      long last = form.publish(runtime, tenant);
      assertEquals(DONE, await(runtime, last));
      runtime.drain();
      int added = added(runtime);
      if (added >= 0) {
        // A submit that failed after its slots were shown to the device has them run all the same.
        assertTrue(added >= ran + form.slots, added + " of " + ran);
        assertTrue(added <= most + form.slots, added + " of " + most);
      }
      if (tenant != null) {
        assertEquals(0, tenant.outstanding());
        runtime.quiesce(tenant, SOON);
      }
    }
  }

  static Stream<Arguments> forms() {
    List<Arguments> all = new ArrayList<>();
    for (Form form : Form.values()) {
      all.add(Arguments.of(form, true));
      all.add(Arguments.of(form, false));
    }
    return all.stream();
  }

  @Test
  void shouldNotTakeASequenceWhenTheTenantsShareCannotBeCounted() throws InterruptedException {
    Saboteur saboteur = new Saboteur(Step.COUNTED);
    try (SlotRuntime runtime = open(saboteur)) {
      TenantAccount tenant = register(runtime);
      for (int i = 0; i < 3 * RING; i++) {
        saboteur.error = new StackOverflowError("injected");
        assertThrows(StackOverflowError.class, () -> Form.LIST.publish(runtime, tenant));
      }
      assertFalse(tenant.closed());
      assertEquals(0, tenant.outstanding());
      publishAndAwait(runtime, tenant, 0xFFFF_FFF0L, RING);
    }
  }
}
