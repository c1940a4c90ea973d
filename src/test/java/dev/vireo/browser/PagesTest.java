package dev.vireo.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.vireo.bench.report.Reports;
import dev.vireo.demo.DemoSettings;
import dev.vireo.demo.WebDemo;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages that Vireo makes, in a Chromium: the demo's, worked with the keyboard alone, and the
 * bench's report. Pictures of them are left in {@code target/screenshots}.
 */
@Tag("device")
@Tag("only-swiftshader") // once is enough, and there its shading program compiles soonest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisabledIfSystemProperty(
    named = "vireo.skip.browser",
    matches = "true",
    disabledReason = "no Chromium here; tools/test says so")
class PagesTest {
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final int WIDE = 1200;
  private static final int NARROW = 360;
  private static final int HEIGHT = 900;
  private static final int MOST_STOPS = 60;

  /** Roles of the accessibility tree that need a name. */
  private static final Set<String> NAMED =
      Set.of("button", "textbox", "link", "image", "meter", "table", "region", "heading", "figure");

  /**
   * Texts whose contrast is below what WCAG 2.2, 1.4.3 asks for (4.5 to 1), with the ratio.
   * Relative luminance is that of its glossary.
   */
  private static final String FAINT =
      """
      (() => {
        const parts = (text) => text.match(/[\\d.]+/g).map(Number);
        const light = (c) => {
          const [r, g, b] = c.map((v) => v / 255)
            .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const c = parts(getComputedStyle(at).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c.slice(0, 3);
          }
          return [255, 255, 255];
        };
        const faint = [];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        let looked = 0;
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          const element = node.parentElement;
          if (!node.data.trim() || !element.checkVisibility() || element.closest('title')) continue;
          const style = getComputedStyle(element);
          const ink = parts(element.closest('svg') ? style.fill : style.color).slice(0, 3);
          const [a, b] = [light(ink), light(behind(element))];
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          looked++;
          if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${node.data.trim()}`);
        }
        return looked > 30 ? faint : ['only ' + looked + ' texts'];
      })()
      """;

  private static Browser browser;
  private static WebDemo web;

  @BeforeAll
  static void open(@TempDir Path profile) throws Exception {
    browser = new Browser(profile);
    web =
        new WebDemo(
            new DemoSettings(
                System.getProperty("vireo.test.device"),
                Mode.AUTO,
                ProgramTier.FUSED,
                320,
                180,
                1,
                1),
            0);
  }

  @AfterAll
  static void close() {
    if (web != null) {
      web.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void beginWide() throws Exception {
    browser.prefer("light");
    browser.size(WIDE, HEIGHT);
  }

  @AfterEach
  void nothingWasComplainedAboutOrFetchedFromElsewhere() {
    assertEquals(List.of(), browser.complaints(), "what the console was told");
    for (String address : browser.requests()) {
      boolean own =
          address.startsWith(web.url())
              || address.startsWith("blob:" + web.url())
              || address.startsWith("file:///");
      assertTrue(own, "asked for " + address);
    }
  }

  private static void openDemo() throws Exception {
    browser.open(web.url());
    browser.await("document.querySelector('#tenants tr') && document.images[0].src");
  }

  private static String field(int tenant, String name) {
    return String.format(
        "fetch('/state').then((a) => a.json()).then((s) => s.tenants[%d].%s)", tenant, name);
  }

  /**
   * Goes on with Tab to the control of this name; each stop on the way shows where the focus is.
   */
  private static void goTo(String name) throws Exception {
    for (int i = 0; i < MOST_STOPS; i++) {
      browser.press("Tab");
      String look =
          browser.text(
              "(() => { const at = document.activeElement; const style = getComputedStyle(at);"
                  + " return [style.outlineStyle, parseFloat(style.outlineWidth) >= 2,"
                  + " at.closest('[role=group]')?.ariaLabel ?? '', at.ariaLabel ||"
                  + " (at.labels?.[0] ?? at).textContent].join('|'); })()");
      assertTrue(look.startsWith("solid|true|"), "the focus is not to be seen: " + look);
      String[] parts = look.split("\\|", 4);
      if (name.equals(parts[2].isEmpty() ? parts[3] : parts[2] + ": " + parts[3])) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + name);
  }

  private static void checkLooks(String name) throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.prefer(scheme);
      assertEquals("[]", browser.evaluate(FAINT).toString(), "faint when " + scheme);
      browser.picture(PICTURES.resolve(name + "-" + scheme + ".png"));
    }
    browser.prefer("light");
    checkWidth(WIDE);
    browser.size(NARROW, HEIGHT);
    checkWidth(NARROW);
    browser.picture(PICTURES.resolve(name + "-narrow.png"));
    for (JsonObject node : browser.accessible()) {
      String role = value(node, "role");
      assertFalse(NAMED.contains(role) && value(node, "name").isBlank(), () -> "no name: " + node);
    }
  }

  private static String value(JsonObject node, String property) {
    JsonElement value = node.get(property);
    JsonElement text = value == null ? null : value.getAsJsonObject().get("value");
    return text == null ? "" : text.getAsString();
  }

  private static void checkWidth(int width) throws Exception {
    assertEquals(
        width, browser.evaluate("document.documentElement.scrollWidth").getAsInt(), "scrolls");
  }

  @Test
  @Order(1) // before another program draws
  void shouldShowThePictureAsItGrowsAndLookWellInEveryWay() throws Exception {
    openDemo();
    String done = "Number($('tenants').rows[0].cells[2].textContent.replaceAll(',', ''))";
    int before = browser.evaluate(done).getAsInt();
    browser.await(done + " > " + (before + 480)); // each of 240 tiles twice
    assertEquals(320, browser.evaluate("document.images[0].naturalWidth").getAsInt());
    checkLooks("demo");
  }

  @Test
  void shouldTurnTheCameraAndPauseATenantFromTheKeyboard() throws Exception {
    openDemo();
    goTo("Camera of tenant main: low");
    browser.press("Enter");
    browser.await("document.activeElement.ariaPressed === 'true'");
    assertEquals("low", browser.text(field(0, "view")));
    goTo("pause tenant second");
    browser.press("Space");
    browser.await("document.activeElement.ariaPressed === 'true'");
    browser.await("$('tenants').rows[1].cells[1].textContent === 'paused'");
    assertEquals("true", browser.text(field(1, "paused + ''")));
    browser.await("$('tenants').rows[1].cells[3].textContent === '0'"); // what was out has come
    String done = browser.text(field(1, "done + ''"));
    assertEquals(done, browser.text(field(1, "done + ''")));
    browser.press("Space");
    browser.await(field(1, "done > " + done));
  }

  @Test
  void shouldShowWhatIsWrongWithAProgramAndRunARightOne() throws Exception {
    openDemo();
    browser.await("$('text').value.includes('main {')");
    goTo("Shading program");
    browser.evaluate("$('text').select()");
    browser.type("workgroup 8, 8\nmain { nonsense }\n");
    goTo("Run in tenant main");
    browser.press("Enter");
    browser.await("$('message').textContent.startsWith('program.vir:2:')");
    assertEquals("bad", browser.text("$('message').className"));
    List<String> complaints = browser.complaints();
    assertEquals(1, complaints.size(), complaints::toString);
    assertTrue(complaints.get(0).contains("status of 422"), complaints::toString);
    goTo("Show sketch.vir");
    browser.press("Enter");
    browser.await("!$('text').value.includes('nonsense')");
    browser.evaluate("$('text').focus()");
    goTo("Run in tenant main");
    browser.press("Enter");
    browser.await("$('message').textContent === 'It runs.'");
    assertEquals("", browser.text("$('message').className"));
  }

  @Test
  void shouldShowTheReport(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.html");
    Files.writeString(file, Reports.page());
    browser.open(file.toUri().toString());
    assertEquals(3, browser.evaluate("document.querySelectorAll('svg').length").getAsInt());
    checkLooks("report");
  }
}
