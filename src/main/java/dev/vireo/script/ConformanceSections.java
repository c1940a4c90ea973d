package dev.vireo.script;

import java.util.LinkedHashMap;
import java.util.Map;

/** The sections of a protocol file by name. */
final class ConformanceSections {
  /** Says where a file comes from; no section. */
  static final String PROVENANCE = "provenance";

  private ConformanceSections() {}

  /** Returns all sections; those that run slots do so on {@code oracle}. */
  static Map<String, ConformanceSection> all(KernelOracle oracle) {
    Map<String, ConformanceSection> all = new LinkedHashMap<>();
    all.put("constants", new ConformanceConstants());
    addCases(all);
    all.put("io_sequence", ConformanceSection.steps(ignored -> new ConformanceIo()));
    all.put("tenant", ConformanceSection.steps(ConformanceTenant::new));
    ConformanceKernel kernel = new ConformanceKernel(oracle);
    all.put("kernel_exec", ConformanceSection.cases(kernel::exec));
    all.put("kernel_exec_persistent", ConformanceSection.single(kernel::persistent));
    all.put("priority_scan", ConformanceSection.cases(kernel::priorityScan));
    return all;
  }

  private static void addCases(Map<String, ConformanceSection> all) {
    Map<String, ConformanceCase> cases = new LinkedHashMap<>();
    cases.put("byte_len", ConformanceControl::byteLength);
    cases.put("encode_control", ConformanceControl::encodeControl);
    cases.put("encode_empty_ring", ConformanceControl::encodeRing);
    cases.put("encode_empty_debug_log", ConformanceControl::encodeDebugLog);
    cases.put("encode_load_miss", ConformanceRing::encodeLoadMiss);
    cases.put("decode_load_miss", ConformanceRing::decodeLoadMiss);
    cases.put("publish_slot", ConformanceRing::publish);
    cases.put("publish_packed_slot", ConformanceRing::publishPacked);
    cases.put("batch_publish", ConformanceRing::publishBatch);
    cases.put("encode_work_items_ring", ConformanceRing::encodeWorkItems);
    cases.put("transition_slot_status", ConformanceRing::transition);
    cases.put("read_debug_log", ConformanceControl::debugLog);
    cases.put("control_reads", ConformanceControl::controlReads);
    cases.put("count_done_ring_slots", ConformanceRing::countDone);
    cases.put("opcode_validation", ConformanceControl::opcode);
    cases.put("default_priority_offsets", ConformanceControl::offsets);
    cases.put("write_default_priority_offsets", ConformanceControl::writeOffsets);
    cases.put("priority_partition", ConformanceControl::partition);
    cases.put("task", ConformanceTask::task);
    cases.put("task_queue_snapshot", ConformanceTask::snapshot);
    cases.put("io_encode", ConformanceIo::encode);
    cases.put("io_validate", ConformanceIo::validate);
    cases.put("io_poll", ConformanceIo::poll);
    cases.put("host_ring", ConformanceRing::hostRing);
    cases.put("telemetry", ConformanceTelemetry::telemetry);
    cases.put("recovery", ConformanceTelemetry::recovery);
    cases.put("replay_log", ConformanceReplay::run);
    cases.forEach((name, each) -> all.put(name, ConformanceSection.cases(each)));
  }
}
