package dev.vireo.model;

/** Takes the states that can follow a state. */
interface Steps {
  /**
   * Takes one.
   *
   * @param next the state after the step, good until the next state's steps are asked for
   * @param actor who made the step
   * @param number which of them, or -1 where there is only one
   * @param what what it did
   * @param about the sequence or index that it did it to, or -1
   */
  void add(ModelState next, String actor, int number, String what, int about);
}
