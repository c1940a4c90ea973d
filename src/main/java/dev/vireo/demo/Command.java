package dev.vireo.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Locale;

/**
 * What a button asks for.
 *
 * @param tenant whose view
 * @param view from where to look, or null for no change
 * @param seconds time of the animation, with {@code view}
 * @param paused whether its tenant stops, or null for no change
 */
record Command(String tenant, Scene.View view, float seconds, Boolean paused) {
  /** Reads one; returns null when the text is none. */
  static Command of(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      boolean looks = json.has("view");
      float seconds = json.has("seconds") ? json.get("seconds").getAsFloat() : 0;
      if (!(seconds >= 0 && seconds <= Scene.PERIOD)) {
        return null;
      }
      return new Command(
          json.get("tenant").getAsString(),
          looks
              ? Scene.View.valueOf(json.get("view").getAsString().toUpperCase(Locale.ROOT))
              : null,
          seconds,
          json.has("paused") ? json.get("paused").getAsBoolean() : null);
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException e) {
      return null; // Gson says in these ways that a member is missing or of another kind
    }
  }
}
