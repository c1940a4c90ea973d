package dev.vireo.demo;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vireo.vir0.Vir0Exception;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The demo as a page on the loopback interface: the picture as it grows, what the kernel does, and
 * buttons that change it.
 *
 * <p>Who can open a connection to the loopback interface may use it. Pages of other sites cannot:
 * requests must name the server as {@code localhost} or {@code 127.0.0.1}, and those that change
 * something must carry a header that browsers let no other site send.
 */
public final class WebDemo implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 16;
  private static final int THREADS = 4;
  private static final String FILES = "/dev/vireo/demo/web/";
  private static final String OWN_HEADER = "X-Vireo";
  private static final float SECONDS = 1;
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "icon.svg", "image/svg+xml",
          "style.css", "text/css; charset=utf-8",
          "app.js", "text/javascript; charset=utf-8");

  private final Studio studio;
  private final List<LiveView> views;
  private final WebState state;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /** A request that is not answered with what it asks for. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }
  }

  /**
   * Opens the device and the server.
   *
   * @param port 1 to 65,535, or 0 for any that is free
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   * @throws WebPortException when the port is taken
   */
  public WebDemo(DemoSettings settings, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new WebPortException(port, e);
    }
    try {
      studio = new Studio(settings);
    } catch (RuntimeException e) {
      server.stop(0);
      throw e;
    }
    byte[] program = Shading.PATH.program();
    studio.painters().forEach(painter -> painter.use(program, Integer.MAX_VALUE));
    views =
        List.of(
            new LiveView(studio.main(), Scene.View.FRONT, SECONDS),
            new LiveView(studio.second(), Scene.View.ABOVE, SECONDS));
    state = new WebState(studio, views);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Returns the page's address. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        checkHost(exchange);
        answer(exchange);
      } catch (RefusedException e) {
        send(exchange, e.status, "text/plain; charset=utf-8", bytes(e.getMessage() + "\n"));
      }
    }
  }

  // Another site's name can be made to lead here; it then stands in this header.
  private void checkHost(HttpExchange exchange) throws RefusedException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    List<String> own = List.of("127.0.0.1:" + port(), "localhost:" + port());
    if (host == null || !own.contains(host.toLowerCase(Locale.ROOT))) {
      throw new RefusedException(403, "this server answers as " + own.get(0) + " only");
    }
  }

  private void answer(HttpExchange exchange) throws IOException, RefusedException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/" -> file(exchange, "index.html");
      case "/style.css", "/app.js", "/icon.svg" -> file(exchange, path.substring(1));
      case "/state" -> {
        get(exchange);
        json(exchange, state.json());
      }
      case "/program" -> program(exchange);
      case "/main.png" -> picture(exchange, 0);
      case "/second.png" -> picture(exchange, 1);
      case "/control" -> control(exchange);
      default -> throw new RefusedException(404, "there is no " + path + " here");
    }
  }

  private void picture(HttpExchange exchange, int view) throws IOException, RefusedException {
    get(exchange);
    byte[] png = Png.encode(views.get(view).painter().image());
    send(exchange, 200, "image/png", png);
  }

  private static void file(HttpExchange exchange, String name)
      throws IOException, RefusedException {
    get(exchange);
    try (InputStream in = WebDemo.class.getResourceAsStream(FILES + name)) {
      if (in == null) {
        throw new IOException(name + " is missing from Vireo's jar; build it again");
      }
      send(exchange, 200, TYPES.get(name), in.readAllBytes());
    }
  }

  private void program(HttpExchange exchange) throws IOException, RefusedException {
    if (exchange.getRequestMethod().equals("GET")) {
      Shading shading = "sketch".equals(query(exchange)) ? Shading.SKETCH : Shading.PATH;
      send(exchange, 200, "text/plain; charset=utf-8", bytes(shading.text()));
      return;
    }
    post(exchange);
    LiveView view = view(query(exchange));
    try {
      view.use(ProgramText.bytes(body(exchange)));
    } catch (ProgramText.RefusedException | Vir0Exception e) {
      throw new RefusedException(422, e.getMessage());
    }
    json(exchange, state.json());
  }

  /** {@code {"tenant": "main", "view": "low", "seconds": 2.5, "paused": true}}. */
  private void control(HttpExchange exchange) throws IOException, RefusedException {
    post(exchange);
    Command command = Command.of(body(exchange));
    if (command == null) {
      throw new RefusedException(
          400, "send {\"tenant\": \"main\" or \"second\", \"view\"…, \"seconds\"…, \"paused\"…}");
    }
    LiveView view = view(command.tenant());
    if (command.view() != null) {
      view.look(command.view(), command.seconds());
    }
    if (command.paused() != null) {
      view.pause(command.paused());
    }
    json(exchange, state.json());
  }

  private LiveView view(String name) throws RefusedException {
    for (LiveView view : views) {
      if (view.painter().name().equals(name)) {
        return view;
      }
    }
    throw new RefusedException(400, "there is no tenant " + name + "; name main or second");
  }

  private static String query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return query == null ? "" : query;
  }

  private static void get(HttpExchange exchange) throws RefusedException {
    method(exchange, "GET");
  }

  private static void post(HttpExchange exchange) throws RefusedException {
    method(exchange, "POST");
    if (!"1".equals(exchange.getRequestHeaders().getFirst(OWN_HEADER))) {
      throw new RefusedException(403, "what changes something needs the header X-Vireo: 1");
    }
  }

  private static void method(HttpExchange exchange, String method) throws RefusedException {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new RefusedException(405, "use " + method);
    }
  }

  private static String body(HttpExchange exchange) throws IOException, RefusedException {
    byte[] all = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (all.length > MOST_BYTES) {
      throw new RefusedException(413, "send at most " + MOST_BYTES + " bytes");
    }
    return new String(all, StandardCharsets.UTF_8);
  }

  private static void json(HttpExchange exchange, JsonObject document) throws IOException {
    send(exchange, 200, "application/json; charset=utf-8", bytes(document.toString()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src"
            + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Ends the server and frees the device. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      for (LiveView view : views) {
        view.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      studio.close();
    }
  }
}
