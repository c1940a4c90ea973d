package dev.vireo.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.PrintStream;

/** Prints the one JSON document that {@code --json} puts on standard output. */
final class Json {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  static void print(JsonElement document, PrintStream out) {
    out.println(text(document));
  }

  static String text(JsonElement document) {
    return PRETTY.toJson(document);
  }
}
