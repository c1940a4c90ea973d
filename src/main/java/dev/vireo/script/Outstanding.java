package dev.vireo.script;

/** Handles of slots whose completions were not taken yet, oldest first. */
final class Outstanding {
  private final long[] numbers;
  private final long[] handles;
  private int first;
  private int count;

  Outstanding(int capacity) {
    numbers = new long[capacity];
    handles = new long[capacity];
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == handles.length;
  }

  void add(long number, long handle) {
    int index = (first + count) % handles.length;
    numbers[index] = number;
    handles[index] = handle;
    count++;
  }

  long firstNumber() {
    return numbers[first];
  }

  long removeFirst() {
    long handle = handles[first];
    first = (first + 1) % handles.length;
    count--;
    return handle;
  }
}
