package dev.vireo.bench;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.protocol.DeviceException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A prerecorded command buffer with one tiny dispatch: submit, poll the fence or sleep until it is
 * signalled, read the answer.
 */
final class SubmitAndFence implements RoundTrip {
  private final BenchDevice device;
  private final RecordedCommands commands;
  private final ByteBuffer requests;
  private final ByteBuffer answers;
  private final boolean polls;
  private int request;

  SubmitAndFence(BenchDevice device, boolean polls) {
    this.device = device;
    this.polls = polls;
    GpuBuffer requestWord = device.gpu.buffer("request", Integer.BYTES, MemoryUse.REQUEST);
    GpuBuffer answerWord = device.gpu.buffer("answer", Integer.BYTES, MemoryUse.ANSWER);
    requests = requestWord.mapped();
    answers = answerWord.mapped();
    ComputePipeline pipeline = device.pipeline("answer", 1, List.of(requestWord, answerWord), 0);
    commands = device.gpu.record("answer").dispatch(pipeline, 1).barrierToHost().end();
  }

  @Override
  public void trip() {
    request++;
    requests.putInt(0, request);
    VarHandle.fullFence();
    device.submit(commands);
    if (polls) {
      device.poll();
    } else {
      device.await();
    }
    if (answers.getInt(0) != request) {
      throw new DeviceException("the answer was " + answers.getInt(0) + " instead of " + request);
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
