package dev.vireo.cli;

import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;
import dev.vireo.scan.Found;
import dev.vireo.scan.Patterns;
import dev.vireo.scan.Scan;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo scan}: finds many fixed strings in files, as grep prints them. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Finds fixed strings in files: prints offset:match as LC_ALL=C grep -aFob -f PATTERNS"
            + " FILE... does, the longest match at the leftmost place and then on behind it, with"
            + " the file's name when there are several.",
    footer =
        "%nExit status: 0, 1 when nothing was found, 2 when a file or the arguments are wrong, 3"
            + " the device is missing or failed.")
final class ScanCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int RING = 64;
  private static final int OBSERVABLE_WORDS = 1000;

  @ParentCommand private Main main;

  @Parameters(
      index = "0",
      paramLabel = "PATTERNS",
      description = "A file with a string in each line, of any bytes. - is standard input.")
  private String patternsFile;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "Files of any length. - or none is standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--all",
      description =
          "Every occurrence of every string, also those that overlap, by their beginnings, shorter"
              + " ones first.")
  private boolean all;

  @Option(
      names = {"-n", "--line-numbers", "--line-number"},
      description = "Puts the number of the line before the offset, from 1 on.")
  private boolean lines;

  @Option(
      names = "--count",
      description = "Prints how many matches a file has, in place of them (grep -c counts lines).")
  private boolean count;

  @Option(
      names = "--json",
      description = "Prints one JSON document instead of lines, with line numbers.")
  private boolean json;

  @Option(
      names = "--progress",
      negatable = true,
      description =
          "Shows how far it is on standard error, if it takes longer than a second. Default: if"
              + " that is a terminal.")
  private Boolean progress;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Device to run on. Default: VIREO_DEVICE, else the best device.")
  private String device;

  private final InputStream input;
  private boolean found;
  private boolean failed;

  /** Creates the command with what is its standard input. */
  ScanCommand(InputStream input) {
    this.input = input;
  }

  @Override
  public Integer call() throws InterruptedException {
    Patterns patterns = patterns();
    if (patterns.count() == 0 && !patterns.empty() && !json) {
      return ExitStatus.EXPECTATION_FAILED; // grep looks at no file then
    }
    files = files.isEmpty() ? List.of(STANDARD_INPUT) : files;
    try (Scan scan = patterns.count() == 0 ? null : Scan.open(patterns, config())) {
      scan(scan, patterns);
    } catch (RawOutput.OutputException gone) {
      main.report(gone);
      return ExitStatus.WRONG_INPUT;
    }
    if (failed) {
      return ExitStatus.WRONG_INPUT;
    }
    return found ? ExitStatus.OK : ExitStatus.EXPECTATION_FAILED;
  }

  private Patterns patterns() {
    try (InputStream in = open(patternsFile)) {
      return Patterns.of(in.readAllBytes());
    } catch (IOException e) {
      throw unreadable(patternsFile, e);
    }
  }

  // Programs run between slices, to which a kernel that keeps running adds nothing.
  private MegakernelConfig config() {
    MegakernelConfig config =
        MegakernelConfig.defaults()
            .withMode(Mode.EPOCH)
            .withRingSlots(RING)
            .withObservableWords(OBSERVABLE_WORDS)
            .withOpcodes();
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    return chosen == null ? config : config.withDevice(chosen);
  }

  private void scan(Scan scan, Patterns patterns) throws InterruptedException {
    boolean shown = progress != null ? progress : ProgressBar.onTerminal();
    ProgressBar bar = new ProgressBar(main.console().err(), shown, total());
    RawOutput raw = new RawOutput(main.console().out(), bar::hide);
    String name = scan == null ? null : scan.deviceName();
    try (ScanOutput out =
        json
            ? new ScanJson(raw, name, patterns, count)
            : new ScanLines(raw, files.size() > 1, count)) {
      long before = 0;
      for (String file : files) {
        out.begin(file.equals(STANDARD_INPUT) ? "(standard input)" : file);
        try (InputStream in = open(file)) {
          Found result = scan(scan, in, out, bar, before);
          before += result.bytes();
          found |= result.matches() > 0 || patterns.empty() && result.bytes() > 0;
          out.end(result);
        } catch (ProgramFile.FileException problem) {
          fail(problem, out, bar);
        } catch (IOException e) {
          fail(unreadable(file, e), out, bar);
        }
      }
    } finally {
      bar.hide();
    }
  }

  private Found scan(Scan scan, InputStream in, ScanOutput out, ProgressBar bar, long before)
      throws IOException, InterruptedException {
    if (scan == null) { // the empty string is in every line, but no match that is shown
      return new Found(in.transferTo(OutputStream.nullOutputStream()), 0);
    }
    return scan.run(
        in,
        all,
        lines || json,
        out,
        done -> {
          out.flush();
          bar.show(before + done);
        });
  }

  private void fail(ProgramFile.FileException problem, ScanOutput out, ProgressBar bar) {
    failed = true;
    out.fail(problem.getMessage());
    out.flush();
    bar.hide();
    main.report(problem);
  }

  /** Returns the length of all files together; 0 when it is not known of one. */
  private long total() {
    long total = 0;
    for (String file : files) {
      try {
        Path path = Path.of(file);
        if (file.equals(STANDARD_INPUT) || Files.exists(path) && !Files.isRegularFile(path)) {
          return 0;
        }
        total += Files.exists(path) ? Files.size(path) : 0;
      } catch (IOException | InvalidPathException unknown) {
        return 0;
      }
    }
    return total;
  }

  private InputStream open(String file) {
    if (file.equals(STANDARD_INPUT)) {
      return new FilterInputStream(input) {
        @Override
        public void close() {
          // It is the process's, and may be named once more.
        }
      };
    }
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new ProgramFile.FileException(file, "it is a directory; pass the files in it");
      }
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (InvalidPathException e) {
      throw new ProgramFile.FileException(file, "that is no path (" + e.getReason() + ")");
    }
  }

  private static ProgramFile.FileException unreadable(String file, IOException e) {
    String problem =
        e instanceof NoSuchFileException
            ? "there is no such file; check the path"
            : e instanceof AccessDeniedException
                ? "it may not be read; check its rights"
                : "it cannot be read (" + e + ")";
    return new ProgramFile.FileException(file, problem);
  }
}
