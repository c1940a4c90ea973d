package dev.vireo.fuzz;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is left of a program whose tiers differ: {@code program.vir0} and {@code program.vir};
 * {@code in-NAME.bin} of each buffer that takes an input; {@code TIER-NAME.bin} of each output, or
 * {@code TIER-trap.txt}; {@code README.txt} with the difference and the commands that repeat it.
 */
final class FuzzFolder {
  private final Path folder;
  private final FuzzRound round;

  private FuzzFolder(Path folder, FuzzRound round) {
    this.folder = folder;
    this.round = round;
  }

  /**
   * Writes the folder {@code seed-N} and returns it.
   *
   * @param device as {@code --device} takes it; null for the best device
   */
  static Path write(
      Path parent, FuzzRound round, FuzzTier tier, FuzzRound.End found, String device) {
    Path folder = parent.resolve("seed-" + round.seed());
    try {
      Files.createDirectories(folder);
      new FuzzFolder(folder, round).write(tier, found, device);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
    return folder;
  }

  private void write(FuzzTier tier, FuzzRound.End found, String device) throws IOException {
    Program program = round.made().program();
    Files.write(folder.resolve("program.vir0"), ProgramCodec.encode(program));
    Files.writeString(folder.resolve("program.vir"), Assembly.print(program));
    StringBuilder inputs = new StringBuilder();
    int next = 0;
    for (BufferDecl buffer : program.buffers()) {
      if (buffer.access() != BufferAccess.WORKGROUP) {
        String name = "in-" + buffer.name() + ".bin";
        Files.write(folder.resolve(name), round.made().inputs().get(next++));
        inputs.append(" --buffer ").append(buffer.name()).append("=file:").append(name);
      }
    }
    outputs("reference", round.expected());
    outputs(tier.name(), found);
    String choice = device == null ? "" : " --device " + device;
    Files.writeString(
        folder.resolve("README.txt"),
        String.format(
            """
            %s

            vireo fuzz --seed %d --programs 1 --tier %s%s
            vireo exec program.vir0 --tier %s%s%s
            vireo exec program.vir0 --tier reference%s
            """,
            round.difference(found),
            round.seed(),
            tier.name(),
            choice,
            tier.name(),
            choice,
            inputs,
            inputs));
  }

  private void outputs(String tier, FuzzRound.End end) throws IOException {
    if (end.trap() != null) {
      Files.writeString(folder.resolve(tier + "-trap.txt"), end.trap() + "\n");
      return;
    }
    List<BufferDecl> outputs = FuzzRound.outputs(round.made().program());
    for (int i = 0; i < outputs.size(); i++) {
      Files.write(
          folder.resolve(tier + "-" + outputs.get(i).name() + ".bin"), end.results().get(i));
    }
  }
}
