package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vireo.protocol.Slot;
import dev.vireo.script.Statement.Publish;
import java.nio.charset.StandardCharsets;

/** Makes scripts from lines of text. */
final class Scripts {
  static final String FILE = "test.slots";

  private Scripts() {}

  static Script parse(String... lines) {
    return parse(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  static Script parse(byte[] bytes) {
    return ScriptParser.parse(FILE, bytes);
  }

  /** Returns the slot of a script that has only one statement. */
  static Slot slot(String text) {
    return ((Publish) parse(text).statements().get(0)).slot();
  }

  static ScriptException refusal(String... lines) {
    return assertThrows(ScriptException.class, () -> parse(lines));
  }

  static ScriptException refusal(byte[] bytes) {
    return assertThrows(ScriptException.class, () -> parse(bytes));
  }
}
