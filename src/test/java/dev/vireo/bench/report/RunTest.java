package dev.vireo.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.bench.Machine;
import dev.vireo.bench.SubjectSettings;
import dev.vireo.protocol.Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunTest {
  private final List<String> told = new ArrayList<>();

  private final class Told implements Run.Progress {
    @Override
    public void part(int number, int all, String name) {
      told.add(number + "/" + all + " " + name);
    }

    @Override
    public void step(int done, int all) {
      told.add(done + " of " + all);
    }

    @Override
    public void message(String text) {
      told.add(text);
    }
  }

  private static Machine machine(String load) {
    return new Machine("Some GPU", "some 1.2", "1.3", "17, VM", "Linux amd64", 4, load);
  }

  private static Part part(String name, String load) {
    return new Part(
        name,
        (effort, progress, steps) -> {
          progress.accept("measuring");
          steps.step(1, 2);
          Figure figure = Reports.everything().figures().get(0);
          return new Part.Found(
              machine(load), Mode.LIVE, "it is so", List.of(figure), "nothing of " + load);
        });
  }

  @Test
  void shouldPutTogetherWhatEachBenchmarkFinds() throws InterruptedException {
    Effort effort = new Effort(new SubjectSettings("x", Mode.AUTO, 7), true);
    List<Part> parts = List.of(part("one", "2.5 1 1"), part("two", "2.5 1 1"));
    BenchReport report = Run.of(parts, effort, "1.2", new Told());
    assertEquals(List.of("1/2 one", "measuring", "1 of 2", "2/2 two", "1 of 2"), told); // said once
    assertEquals(2, report.figures().size());
    assertEquals("quick", report.setup().effort());
    assertEquals("1.2", report.setup().version());
    assertEquals("live", report.setup().mode());
    assertEquals(2, report.notes().size(), report.notes().toString());
    assertEquals("nothing of 2.5 1 1", report.notes().get(0));
    assertTrue(report.notes().get(1).contains("load 2.5 on 4 cores"), report.notes().get(1));
  }

  @Test
  void shouldCallAMachineBusyByItsLoad() {
    assertTrue(Run.busy(machine("2.01 0 0")).isPresent());
    assertTrue(Run.busy(machine("1.99 9 9")).isEmpty());
    assertTrue(Run.busy(machine("unknown")).isEmpty());
  }

  @Test
  void shouldHaveBenchmarksOfDifferentNames() {
    Set<String> names = new HashSet<>();
    for (Part part : Parts.ALL) {
      assertTrue(names.add(part.name()) && part.name().matches("[a-z-]+"), part.name());
    }
  }
}
