package dev.vireo.browser;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Chromium without a screen, told what to do over the DevTools protocol
 * (https://chromedevtools.github.io/devtools-protocol/), with one page. {@code VIREO_CHROMIUM}
 * names it; {@code tools/setup --tests --print-env} sets that.
 */
final class Browser implements AutoCloseable {
  private static final String PROGRAM = "VIREO_CHROMIUM";
  private static final String LISTENING = "DevTools listening on ";
  private static final int SECONDS = 30;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> calls = new ConcurrentHashMap<>();
  private final List<String> complaints = new ArrayList<>(); // guarded by itself
  private final List<String> requests = new ArrayList<>(); // guarded by itself
  private String session;

  /** Starts it with an empty profile, and opens an empty page. */
  Browser(Path profile) throws Exception {
    process = start(profile);
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(address()), new Messages())
              .get(SECONDS, TimeUnit.SECONDS);
      JsonObject page = call("Target.createTarget", Map.of("url", "about:blank"));
      JsonObject attached =
          call(
              "Target.attachToTarget",
              Map.of("targetId", page.get("targetId").getAsString(), "flatten", true));
      session = attached.get("sessionId").getAsString();
      for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
        call(domain + ".enable", Map.of());
      }
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Process start(Path profile) throws IOException {
    String program = System.getenv(PROGRAM);
    if (program == null) {
      throw new IllegalStateException(
          PROGRAM
              + " names no browser: start the tests with tools/test, or after"
              + " eval \"$(tools/setup --tests --print-env)\"; -Dvireo.skip.browser=true goes"
              + " without");
    }
    // Its sandbox needs privileges that containers withhold, and the pages are Vireo's own.
    return new ProcessBuilder(
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--hide-scrollbars",
            "--lang=en",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank")
        .redirectErrorStream(true)
        .start();
  }

  /** Reads what it writes until it says where it listens; what follows is read and left alone. */
  private String address() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder before = new StringBuilder();
    String line = output.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      before.append(line).append('\n');
      line = output.readLine();
    }
    if (line == null) {
      throw new IllegalStateException(System.getenv(PROGRAM) + " ended:\n" + before);
    }
    Thread reader =
        new Thread(() -> output.lines().forEach(ignored -> {}), "output of the browser");
    reader.setDaemon(true);
    reader.start();
    return line.substring(LISTENING.length()).trim();
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        take(JsonParser.parseString(message.toString()).getAsJsonObject());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void take(JsonObject message) {
    if (message.has("id")) {
      calls.remove(message.get("id").getAsInt()).complete(message);
      return;
    }
    JsonObject about = message.getAsJsonObject("params");
    switch (message.get("method").getAsString()) {
      case "Runtime.consoleAPICalled", "Runtime.exceptionThrown" -> note(about);
      case "Log.entryAdded" -> note(about.getAsJsonObject("entry"));
      case "Network.requestWillBeSent" -> {
        synchronized (requests) {
          requests.add(about.getAsJsonObject("request").get("url").getAsString());
        }
      }
      default -> {} // of no interest
    }
  }

  private void note(JsonObject complaint) {
    synchronized (complaints) {
      complaints.add(complaint.toString());
    }
  }

  /** Calls a method of the protocol, and returns its result. */
  JsonObject call(String method, Map<String, ?> parameters) throws Exception {
    JsonObject message = new JsonObject();
    int id = ids.incrementAndGet();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", new Gson().toJsonTree(parameters));
    if (session != null) {
      message.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    calls.put(id, answer);
    socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
    JsonObject answered = answer.get(SECONDS, TimeUnit.SECONDS);
    if (answered.has("error")) {
      throw new IllegalStateException(method + ": " + answered.get("error"));
    }
    return answered.getAsJsonObject("result");
  }

  /** Goes to an address. */
  void open(String url) throws Exception {
    JsonObject gone = call("Page.navigate", Map.of("url", url));
    if (gone.has("errorText")) {
      throw new IllegalStateException(url + ": " + gone.get("errorText").getAsString());
    }
    await("document.readyState === 'complete'");
  }

  /** Returns what a JavaScript expression comes to, awaited if it is a promise. */
  JsonElement evaluate(String expression) throws Exception {
    JsonObject result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    JsonObject value = result.getAsJsonObject("result");
    return value.has("value") ? value.get("value") : JsonNull.INSTANCE;
  }

  /** Returns what an expression that comes to text comes to. */
  String text(String expression) throws Exception {
    return evaluate(expression).getAsString();
  }

  /**
   * Waits until an expression, or its promise, comes to true; fails after {@value #SECONDS}
   * seconds.
   */
  void await(String condition) throws Exception {
    String look =
        "new Promise((done) => { const end = Date.now() + %d000; const look = async () => { if"
            + " (await (%s)) done(true); else if (Date.now() > end) done(false); else"
            + " setTimeout(look, 10); }; look(); })";
    if (!evaluate(String.format(look, SECONDS - 5, condition)).getAsBoolean()) {
      throw new AssertionError("not within " + (SECONDS - 5) + " s: " + condition);
    }
  }

  /** Presses a key: Tab, Enter, or Space. */
  void press(String key) throws Exception {
    int code =
        switch (key) {
          case "Tab" -> 9;
          case "Enter" -> 13;
          case "Space" -> 32;
          default -> throw new IllegalArgumentException("unknown key " + key);
        };
    String text =
        switch (key) {
          case "Enter" -> "\r";
          case "Space" -> " ";
          default -> "";
        };
    String name = key.equals("Space") ? " " : key;
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", type, "key", name, "code", key, "text", text, "windowsVirtualKeyCode", code));
    }
  }

  /** Writes text where the focus is. */
  void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  /** Makes the window so wide and high, in CSS pixels. */
  void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Prefers a colour scheme, light or dark. */
  void prefer(String scheme) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Leaves a picture of the whole page. */
  void picture(Path file) throws Exception {
    JsonObject size = call("Page.getLayoutMetrics", Map.of()).getAsJsonObject("cssContentSize");
    Map<String, Object> clip =
        Map.of(
            "x", 0, "y", 0, "width", size.get("width"), "height", size.get("height"), "scale", 1);
    JsonObject picture =
        call(
            "Page.captureScreenshot",
            Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture.get("data").getAsString()));
  }

  /** Returns what a screen reader is told: the nodes that it does not pass over. */
  List<JsonObject> accessible() throws Exception {
    JsonArray nodes = call("Accessibility.getFullAXTree", Map.of()).getAsJsonArray("nodes");
    List<JsonObject> seen = new ArrayList<>();
    for (JsonElement node : nodes) {
      if (!node.getAsJsonObject().get("ignored").getAsBoolean()) {
        seen.add(node.getAsJsonObject());
      }
    }
    return seen;
  }

  /** Returns what the console was told since the last call: errors, exceptions, messages. */
  List<String> complaints() {
    synchronized (complaints) {
      List<String> all = List.copyOf(complaints);
      complaints.clear();
      return all;
    }
  }

  /** Returns the addresses that were asked for since the last call. */
  List<String> requests() {
    synchronized (requests) {
      List<String> all = List.copyOf(requests);
      requests.clear();
      return all;
    }
  }

  /** Ends it; an interrupt ends it at once. */
  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
