package dev.vireo.cli;

import com.google.gson.stream.JsonWriter;
import dev.vireo.scan.Found;
import dev.vireo.scan.Patterns;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Shows matches as one JSON document, written as they come:
 *
 * <pre>
 *   {"device": …, "patterns": …, "files": [{"file": …,
 *     "matches": [{"offset": …, "line": …, "pattern": …, "text": …}, …],
 *     "count": …, "bytes": …}, …]}
 * </pre>
 *
 * <p>{@code pattern} is the line of the patterns file; a match that is not UTF-8 has {@code base64}
 * in place of {@code text}; a file that cannot be read, {@code error} in place of {@code count} and
 * {@code bytes}.
 */
final class ScanJson implements ScanOutput {
  private final RawOutput out;
  private final Patterns patterns;
  private final boolean counts;
  private final JsonWriter json;

  /** A step of writing JSON. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * Begins the document.
   *
   * @param device its name; null when none is needed
   * @param counts whether a file's matches are only counted
   */
  ScanJson(RawOutput out, String device, Patterns patterns, boolean counts) {
    this.out = out;
    this.patterns = patterns;
    this.counts = counts;
    this.json = new JsonWriter(new OutputStreamWriter(stream(out), StandardCharsets.UTF_8));
    json.setIndent("  ");
    step(
        () -> {
          json.beginObject().name("device").value(device);
          json.name("patterns").value(patterns.count()).name("files").beginArray();
        });
  }

  private static OutputStream stream(RawOutput out) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        out.octet(b);
      }

      @Override
      public void write(byte[] from, int first, int count) {
        out.bytes(from, first, count);
      }
    };
  }

  private static void step(Step step) {
    try {
      step.run();
    } catch (IOException impossible) { // the stream above throws none
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void begin(String file) {
    step(
        () -> {
          json.beginObject().name("file").value(file);
          if (!counts) {
            json.name("matches").beginArray();
          }
        });
  }

  @Override
  public void found(long offset, long line, byte[] text, int from, int length, int pattern) {
    if (counts) {
      return;
    }
    step(
        () -> {
          json.beginObject().name("offset").value(offset).name("line").value(line);
          json.name("pattern").value(patterns.line(pattern));
          match(ByteBuffer.wrap(text, from, length));
          json.endObject();
        });
  }

  private void match(ByteBuffer bytes) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException binary) {
      ByteBuffer encoded = Base64.getEncoder().encode(bytes);
      json.name("base64").value(StandardCharsets.US_ASCII.decode(encoded).toString());
      return;
    }
    json.name("text").value(text);
  }

  @Override
  public void end(Found found) {
    step(
        () -> {
          endMatches();
          json.name("count").value(found.matches()).name("bytes").value(found.bytes()).endObject();
        });
  }

  @Override
  public void fail(String problem) {
    step(
        () -> {
          endMatches();
          json.name("error").value(problem).endObject();
        });
  }

  private void endMatches() throws IOException {
    if (!counts) {
      json.endArray();
    }
  }

  @Override
  public void flush() {
    step(json::flush);
    out.flush();
  }

  @Override
  public void close() {
    step(() -> json.endArray().endObject().flush());
    out.octet('\n');
    out.flush();
  }
}
