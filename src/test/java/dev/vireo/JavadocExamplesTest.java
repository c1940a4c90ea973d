package dev.vireo;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.vir0.ProgramCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples of Javadoc and README are lines of {@link JavadocExamples} or of the examples that
 * run as they are, all of which are compiled.
 */
@Timeout(60)
class JavadocExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/vireo");
  private static final Set<String> EXPORTED =
      Set.of("micrometer", "protocol", "reference", "spirv", "telemetry", "vir0");
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\R(.*?)\\R *\\* *}</pre>", Pattern.DOTALL);

  private static final Pattern README_EXAMPLE =
      Pattern.compile("^```java\\R(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  // The formatter breaks lines in places of its own, so white space does not count.
  private static String withoutSpace(String lines) {
    return lines
        .lines()
        .map(line -> line.replaceFirst("^ *\\* ?", ""))
        .collect(joining())
        .replaceAll("\\s", "");
  }

  private static List<String> examples(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(Files.readString(file));
    while (matcher.find()) {
      found.add(withoutSpace(matcher.group(1)));
    }
    return found;
  }

  private static boolean shown(Path file) {
    Path folder = SOURCES.relativize(file).getParent();
    boolean exported = folder == null || EXPORTED.contains(folder.toString());
    return exported && file.toString().endsWith(".java");
  }

  @Test
  void shouldShowLinesThatCompile() throws IOException {
    String compiled =
        withoutSpace(Files.readString(Path.of("src/test/java/dev/vireo/JavadocExamples.java")));
    List<String> others = new ArrayList<>();
    int count = 0;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : (Iterable<Path>) files.filter(JavadocExamplesTest::shown)::iterator) {
        for (String example : examples(file)) {
          count++;
          if (!compiled.contains(example)) {
            others.add(file + ": " + example);
          }
        }
      }
    }
    assertTrue(count >= 5, count + " examples were found");
    assertEquals(List.of(), others, "examples that JavadocExamples does not contain");
  }

  /** Comments may stand elsewhere in the compiled files, because the formatter moves them. */
  private static String code(String lines) {
    return withoutSpace(lines.replaceAll("(?m)//.*$", ""));
  }

  private static String compiledFiles() throws IOException {
    StringBuilder all =
        new StringBuilder(
            code(Files.readString(Path.of("src/test/java/dev/vireo/JavadocExamples.java"))));
    try (Stream<Path> files = Files.list(Path.of("src/examples"))) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
        all.append(code(Files.readString(file)));
      }
    }
    return all.toString();
  }

  @Test
  void shouldShowLinesThatCompileInTheReadme() throws IOException {
    String compiled = compiledFiles();
    Matcher blocks = README_EXAMPLE.matcher(Files.readString(Path.of("README.md")));
    List<String> others = new ArrayList<>();
    int count = 0;
    while (blocks.find()) {
      count++;
      if (!compiled.contains(code(blocks.group(1)))) {
        others.add(blocks.group(1));
      }
    }
    assertTrue(count >= 5, count + " examples were found");
    assertEquals(List.of(), others, "examples that neither JavadocExamples nor a file has");
  }

  @Test
  void shouldRunAsTheyAre() throws InterruptedException {
    MegakernelConfig config = MegakernelConfig.defaults().withDevice("reference");
    try (Megakernel kernel = Megakernel.open(config)) {
      assertEquals(CompletionStatus.DONE, JavadocExamples.tenant(kernel).status());
      assertEquals(CompletionStatus.DONE, JavadocExamples.tenantOfTheReadme(kernel).status());
      kernel.load(ProgramCodec.encode(JavadocExamples.program())).close();
    }
    assertEquals("sum", JavadocExamples.handler().name());
    assertEquals(4 * 64, JavadocExamples.ring().capacity());
  }
}
