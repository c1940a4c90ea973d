package dev.vireo.cli;

import dev.vireo.protocol.VireoException;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.WireVersions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Files with VIR0 programs: bytes, or text where the name ends in {@code .vir}. */
final class ProgramFile {
  /** Largest file that is read; programs end at 64 MiB. */
  private static final long MAX_BYTES = 65L << 20;

  private ProgramFile() {}

  /** A file cannot be read or written. */
  static final class FileException extends VireoException {
    private static final long serialVersionUID = 1L;

    FileException(Path file, String problem) {
      this(file.toString(), problem);
    }

    /** For a name that need not be a path. */
    FileException(String file, String problem) {
      super(file + ": " + problem);
    }
  }

  /** Says whether a file holds text, by its name. */
  static boolean text(Path file) {
    return file.toString().endsWith(".vir");
  }

  /** Returns the program in a file, text or bytes, with the places of its statements if text. */
  static Assembly.Source read(Path file, WireVersions versions) {
    if (text(file)) {
      return readText(file);
    }
    Program program = ProgramCodec.decode(bytes(file), versions);
    return new Assembly.Source(file.toString(), program, Map.of());
  }

  static Assembly.Source readText(Path file) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
      return Assembly.read(file.toString(), text);
    } catch (CharacterCodingException e) {
      throw new FileException(file, "it is not UTF-8 text; save it as such");
    }
  }

  static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new FileException(file, "it is larger than any program; pass a VIR0 program");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new FileException(file, "there is no such file; check the path");
    } catch (IOException e) {
      throw new FileException(file, "it cannot be read (" + e + "); check its rights");
    }
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new FileException(file, "it cannot be written (" + e + "); check the folder");
    }
  }
}
