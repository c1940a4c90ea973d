package dev.vireo.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportHtmlTest {
  private static final BenchReport REPORT = Reports.everything();

  /** The page is written so that it is well-formed XML as well. */
  private static Document parsed() throws Exception {
    String xml = Reports.page().replace("<!DOCTYPE html>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void shouldBeWellFormedWithATitleAndATableForEachPicture() throws Exception {
    Document page = parsed();
    NodeList pictures = page.getElementsByTagName("svg");
    assertEquals(REPORT.figures().size(), pictures.getLength());
    for (int i = 0; i < pictures.getLength(); i++) {
      Element picture = (Element) pictures.item(i);
      assertEquals("img", picture.getAttribute("role"));
      String title = picture.getElementsByTagName("title").item(0).getTextContent();
      assertEquals(REPORT.figures().get(i).title(), title);
      Element section = (Element) picture.getParentNode().getParentNode();
      assertEquals(1, section.getElementsByTagName("table").getLength());
    }
  }

  @Test
  void shouldNeedNothingFromAnywhere() {
    String page = Reports.page();
    assertFalse(page.contains("http"), "an address");
    assertFalse(page.contains("<script"), "a script");
    assertFalse(page.contains("url("), "a resource");
    assertFalse(page.contains("@import"), "a style sheet");
    Matcher links = Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(page);
    Set<String> ids = new HashSet<>();
    Matcher found = Pattern.compile(" id=\"([^\"]*)\"").matcher(page);
    while (found.find()) {
      assertTrue(ids.add(found.group(1)), "twice the id " + found.group(1));
    }
    int count = 0;
    while (links.find()) {
      assertTrue(links.group(1).startsWith("#"), links.group(1));
      assertTrue(ids.contains(links.group(1).substring(1)), links.group(1));
      count++;
    }
    assertEquals(REPORT.figures().size() + 2, count);
  }

  @Test
  void shouldSayWhereItWasMeasuredAndWhatIsMissing() throws Exception {
    String text = parsed().getDocumentElement().getTextContent();
    for (String expected :
        new String[] {
          Reports.HOSTILE,
          "some 1.2",
          "live: it is so",
          "17, VM",
          "2 cores",
          "2026-01-02T03:04:05Z",
          "9 rounds",
          "no " + Reports.HOSTILE,
          "What changed since",
          "better"
        }) {
      assertTrue(text.contains(expected), expected);
    }
  }

  @Test
  void shouldDrawEveryPlaceAndNoNumberThatIsNone() {
    String page = Reports.page();
    assertFalse(page.contains("NaN"), "a coordinate that is no number");
    assertFalse(page.contains("Infinity"), "a coordinate that is infinite");
    // Two lines of three places, and two rows.
    assertEquals(8, Pattern.compile("<circle").matcher(page).results().count());
  }
}
