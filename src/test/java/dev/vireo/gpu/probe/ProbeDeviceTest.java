package dev.vireo.gpu.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.DeviceInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("device")
class ProbeDeviceTest {
  private static final String JAVA_HOME = System.getProperty("java.home");

  /** Short, because the steps after the spoiled one are of no interest. */
  private static final ProbeLimits SHORT =
      new ProbeLimits(
          TimeUnit.SECONDS.toNanos(12), TimeUnit.SECONDS.toNanos(8), TimeUnit.SECONDS.toNanos(4));

  private final DeviceInfo device = Devices.underTest();

  @TempDir Path folder;

  @AfterEach
  void spoilNothing() {
    System.clearProperty(ProbeChild.FAULT);
  }

  private DeviceTraits probe(String fault, ProbeLimits limits) {
    System.setProperty(ProbeChild.FAULT, fault);
    return new DeviceProbe(device, limits, JAVA_HOME).run();
  }

  private static String failure(DeviceTraits traits, String step) {
    return traits.failures().stream()
        .filter(failure -> failure.step().startsWith(step))
        .map(ProbeFailure::reason)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no failure of " + step + " in " + traits));
  }

  @Test
  void shouldFindWhatIsKnownOfTheSoftwareDrivers() {
    DeviceTraits traits = new DeviceProbe(device).run();
    assertEquals(List.of(), traits.failures());
    assertEquals(traits, RecordJson.read(traits.toJson(), DeviceTraits.class));
    if (device.driverInfo().startsWith("Mesa 22.3.6")) {
      assertLimited(traits.straightLoops());
      assertLimited(traits.divergentLoops());
      assertTrue(traits.verdict().sliceTurns() < 65_536, traits.toJson());
    } else if (device.alias().equals("swiftshader")) {
      assertFalse(traits.straightLoops().limited(), traits.toJson());
      assertFalse(traits.divergentLoops().limited(), traits.toJson());
      assertTrue(traits.longestSlice().acceptedNanos() > 50_000_000, traits.toJson());
    }
    assertTrue(traits.verdict().live(), traits.toJson());
    for (WorkerTraits worker : traits.workers()) {
      assertTrue(worker.residentGroups() >= 1, traits.toJson());
    }
    MemoryTraits requests = traits.memory(traits.verdict().requestType());
    assertTrue(requests.suitsRequests(), traits.toJson());
    assertNotNull(traits.worker(traits.verdict().worker()));
  }

  private static void assertLimited(LoopBudget budget) {
    assertTrue(budget.limited(), budget.toString());
    assertTrue(budget.turns() > 65_000 && budget.turns() < 65_536, budget.toString());
  }

  @Test
  @Tag("host-side")
  void shouldKillAMeasurementThatHangsAndGoOn() {
    long start = System.nanoTime();
    DeviceTraits traits = probe("hang memory", SHORT);
    long took = System.nanoTime() - start;
    assertTrue(failure(traits, "memory type").contains("was killed"), traits.toJson());
    assertFalse(traits.verdict().live());
    assertTrue(traits.verdict().reason().contains("memory type"), traits.verdict().reason());
    assertNotNull(traits.straightLoops(), "what was measured before stays");
    assertEquals(3, traits.workers().size(), "what comes after is measured in a new process");
    long most = SHORT.all() + TimeUnit.SECONDS.toNanos(4);
    assertTrue(took < most, "took " + TimeUnit.NANOSECONDS.toMillis(took) + " ms");
  }

  @ParameterizedTest
  @CsvSource({"exit, ended with status 3", "throw, spoiled on purpose"})
  @Tag("host-side")
  void shouldOutliveAProcessThatDoesNotOpenTheDevice(String how, String expected) {
    DeviceTraits traits = probe(how + " open", SHORT);
    assertTrue(failure(traits, "open").contains(expected), traits.toJson());
    assertFalse(traits.verdict().live());
    assertTrue(traits.verdict().reason().contains(expected), traits.verdict().reason());
  }

  @Test
  @Tag("host-side")
  void shouldOutliveAMeasurementThatCrashes() {
    DeviceTraits traits = probe("crash loops", SHORT);
    assertTrue(failure(traits, "loop budget").contains("SIGSEGV"), traits.toJson());
    assertNull(traits.straightLoops());
    assertFalse(traits.verdict().live());
    assertTrue(traits.verdict().reason().contains("loop budget"), traits.verdict().reason());
    assertTrue(traits.verdict().sliceTurns() < 65_534, "unmeasured is not unlimited");
  }

  @Test
  @Tag("host-side")
  void shouldNotRunLiveWhereTheDeviceDoesNotOpenInAProcessOfItsOwn() {
    ProbeLimits hasty = new ProbeLimits(SHORT.all(), TimeUnit.SECONDS.toNanos(1), SHORT.step());
    DeviceTraits traits = probe("hang open", hasty);
    assertTrue(failure(traits, "open").contains("was killed"), traits.toJson());
    assertEquals("epoch", traits.verdict().mode());
  }

  @Test
  @Tag("host-side")
  void shouldNotRunLiveWhereNoProcessCanBeStarted() {
    DeviceTraits traits = new DeviceProbe(device, SHORT, folder.toString()).run();
    assertFalse(traits.verdict().live());
    String reason = traits.verdict().reason();
    assertTrue(reason.contains("could not run in a process of its own"), reason);
    assertTrue(reason.contains(folder.toString()), reason);
  }
}
