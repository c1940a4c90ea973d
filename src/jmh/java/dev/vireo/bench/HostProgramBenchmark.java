package dev.vireo.bench;

import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramError;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeVerifier;
import dev.vireo.vir0.lowering.ProgramLowering;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a program goes through on the host before it runs: no device is needed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HostProgramBenchmark {
  private static final int WORDS = 65_536;

  /** One of the works of {@code vireo bench programs}. */
  @Param({"saxpy", "mandelbrot", "automaton", "sha256"})
  public String work;

  private byte[] blob;
  private Program program;
  private int[] image;

  /** Makes the program. */
  @Setup
  public void open() {
    program =
        ProgramWork.all(WORDS).stream()
            .filter(one -> one.name().equals(work))
            .findFirst()
            .orElseThrow()
            .program();
    blob = ProgramCodec.encode(program);
    image = ProgramLowering.lower(program).image();
  }

  /** Bytes to a program. */
  @Benchmark
  public Program decode() {
    return ProgramCodec.decode(blob);
  }

  /** A program to bytes. */
  @Benchmark
  public byte[] encode() {
    return ProgramCodec.encode(program);
  }

  /** Looks for errors. */
  @Benchmark
  public List<ProgramError> validate() {
    return ProgramValidator.check(program);
  }

  /** A program to bytecode. */
  @Benchmark
  public Bytecode lower() {
    return ProgramLowering.lower(program);
  }

  /** Looks whether bytecode is safe to run. */
  @Benchmark
  public int verify() {
    BytecodeVerifier.verify(image);
    return image.length;
  }
}
