package dev.vireo.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebDemoTest {
  private static final String COUNT =
      """
      workgroup 8, 8
      buffer scene: read_only f32[64]
      buffer tile: read_only u32[4]
      buffer pixels: read_write f32[4] output
      main { pixels[0] = scene[0] + f32(tile[0]) }
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static WebDemo web;

  @BeforeAll
  static void open() {
    web = new WebDemo(new DemoSettings("reference", Mode.AUTO, ProgramTier.AUTO, 16, 16, 1, 1), 0);
  }

  @AfterAll
  static void close() {
    web.close();
  }

  private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(request(path).build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(web.url().replaceFirst("/$", "") + path));
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path).header("X-Vireo", "1").POST(BodyPublishers.ofString(body)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static JsonObject state(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource({"/, text/html", "/style.css, text/css", "/app.js, text/javascript"})
  void shouldServeThePage(String path, String type) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get(path);
    assertEquals(200, answer.statusCode());
    assertEquals(type + "; charset=utf-8", answer.headers().firstValue("Content-Type").get());
    assertTrue(answer.body().length > 500, path);
  }

  @Test
  void shouldServeTheIcon() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get("/icon.svg");
    assertEquals("image/svg+xml", answer.headers().firstValue("Content-Type").get());
    assertTrue(new String(answer.body(), StandardCharsets.UTF_8).startsWith("<svg"));
  }

  @ParameterizedTest
  @CsvSource({"/main.png, 16", "/second.png, 8"})
  void shouldShowThePictures(String path, int width) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get(path);
    assertEquals(200, answer.statusCode());
    assertEquals(width, ImageIO.read(new ByteArrayInputStream(answer.body())).getWidth());
  }

  @Test
  void shouldTellWhatTheKernelDoes() throws IOException, InterruptedException {
    JsonObject state = state(new String(get("/state").body(), StandardCharsets.UTF_8));
    assertEquals("reference (Java)", state.get("device").getAsString());
    assertEquals(5, state.getAsJsonArray("priorities").size());
    JsonObject critical = state.getAsJsonArray("priorities").get(0).getAsJsonObject();
    assertEquals(1024, critical.get("slots").getAsInt());
    JsonObject tenant = state.getAsJsonArray("tenants").get(1).getAsJsonObject();
    assertEquals("second", tenant.get("name").getAsString());
    assertEquals(4, state.getAsJsonObject("latency").getAsJsonArray("percentiles").size());
  }

  @Test
  void shouldPauseATenantAndMoveItsCamera() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post("/control", "{\"tenant\":\"second\",\"view\":\"low\",\"seconds\":2,\"paused\":true}");
    assertEquals(200, answer.statusCode(), answer::body);
    JsonObject tenant = state(answer.body()).getAsJsonArray("tenants").get(1).getAsJsonObject();
    assertEquals("low", tenant.get("view").getAsString());
    assertTrue(tenant.get("paused").getAsBoolean());
    assertEquals(200, post("/control", "{\"tenant\":\"second\",\"paused\":false}").statusCode());
  }

  @Test
  void shouldExchangeTheProgram() throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/program?main", COUNT);
    assertEquals(200, answer.statusCode(), answer::body);
  }

  @Test
  void shouldTellOfTilesThatFailAndPaintOn() throws IOException, InterruptedException {
    String trap = COUNT.replace("pixels[0] = scene[0] + f32(tile[0])", "trap(\"no\", tile[0])");
    HttpResponse<String> answer = post("/program?second", trap);
    assertEquals(200, answer.statusCode(), answer::body);
    String problem = "";
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (problem.isEmpty() && System.nanoTime() < deadline) {
      JsonObject state = state(new String(get("/state").body(), StandardCharsets.UTF_8));
      JsonObject second = state.getAsJsonArray("tenants").get(1).getAsJsonObject();
      problem = second.get("problem").getAsString();
    }
    assertTrue(problem.startsWith("a tile of the second view ended as FAULT TRAP"), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pixels[0] = | program.vir:5:",
        "pixels[0] = 1u | program.vir:5:8: V",
        "pixels[0] = missing | program.vir:5:"
      })
  void shouldNameTheLineOfAnError(String statement, String place)
      throws IOException, InterruptedException {
    String text = COUNT.replace("pixels[0] = scene[0] + f32(tile[0])", statement);
    HttpResponse<String> answer = post("/program?main", text);
    assertEquals(422, answer.statusCode());
    assertTrue(answer.body().startsWith(place.split(" ")[0]), answer::body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"tenant\":1,\"view\":[]}",
        "{\"tenant\":\"main\",\"seconds\":9}"
      })
  void shouldRefuseCommandsThatAreNone(String body) throws IOException, InterruptedException {
    assertEquals(400, post("/control", body).statusCode());
  }

  @Test
  void shouldRefuseWhatOtherSitesCanSend() throws IOException, InterruptedException {
    HttpRequest request =
        request("/control").POST(BodyPublishers.ofString("{\"tenant\":\"main\"}")).build();
    assertEquals(403, CLIENT.send(request, BodyHandlers.ofString()).statusCode());
  }

  @Test
  void shouldRefuseAnotherHost() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
      String request = "GET /state HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertEquals("HTTP/1.1 403 Forbidden", in.readLine());
    }
  }

  @Test
  void shouldRefuseOtherMethodsPathsAndLongBodies() throws IOException, InterruptedException {
    assertEquals(405, post("/state", "").statusCode());
    assertEquals(405, get("/control").statusCode());
    assertEquals(404, get("/etc/passwd").statusCode());
    assertEquals(413, post("/program?main", " ".repeat(70_000)).statusCode());
    assertEquals(400, post("/program?third", COUNT).statusCode());
  }

  @Test
  void shouldSayWhenThePortIsTaken() {
    DemoSettings settings =
        new DemoSettings("reference", Mode.AUTO, ProgramTier.AUTO, 16, 16, 1, 1);
    WebPortException taken =
        assertThrows(WebPortException.class, () -> new WebDemo(settings, web.port()));
    assertTrue(taken.getMessage().startsWith("port " + web.port()), taken::getMessage);
  }
}
