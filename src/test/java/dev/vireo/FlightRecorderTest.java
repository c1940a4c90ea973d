package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's Flight Recorder is told. */
@Timeout(60)
class FlightRecorderTest {
  private static final int NOWHERE = 0x7FFF_FFFF;

  @TempDir Path folder;

  private List<RecordedEvent> recorded(Recording recording) throws IOException {
    Path file = folder.resolve("vireo.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .collect(Collectors.toList());
  }

  @Test
  void shouldRecordBatchesSlicesAndFaults() throws Exception {
    try (Recording recording = new Recording();
        Megakernel kernel = Megakernel.open(MegakernelConfig.defaults().withDevice("reference"))) {
      recording.enable("dev.vireo.PublishBatch").withoutThreshold();
      recording.enable("dev.vireo.Slice").withoutThreshold();
      recording.enable("dev.vireo.Fault");
      recording.start();
      Slot one = Slot.of(Opcode.ATOMIC_ADD, 1, ControlLayout.OBSERVABLE_BASE);
      long first = kernel.submit(Collections.nCopies(5, one));
      long outside = kernel.submit(Opcode.ATOMIC_ADD, 7, NOWHERE, 0);
      Completion fault = kernel.await(outside);
      kernel.drain();
      recording.stop();
      List<RecordedEvent> events = recorded(recording);

      RecordedEvent batch = named(events, "dev.vireo.PublishBatch").get(0);
      assertEquals(5, batch.getInt("slots"));
      assertEquals(first, batch.getLong("firstHandle"));
      assertEquals(0, batch.getInt("tenant"));
      assertFalse(named(events, "dev.vireo.Slice").isEmpty());
      List<RecordedEvent> faults = named(events, "dev.vireo.Fault");
      assertEquals(1, faults.size());
      assertEquals(outside, faults.get(0).getLong("handle"));
      assertEquals(fault.fault().name(), faults.get(0).getString("fault"));
      assertEquals(FaultCode.BAD_INDEX, fault.fault());
      assertEquals(NOWHERE, faults.get(0).getInt("result1"));
      assertEquals(fault.result1(), faults.get(0).getInt("result1"));
    }
  }
}
