package dev.vireo;

/** What a ring of partitions does, on the reference. */
class PartitionOnReferenceTest extends PartitionContract {
  @Override
  String device() {
    return "reference";
  }

  @Override
  boolean gateBlocksTheDevice() {
    return true;
  }
}
