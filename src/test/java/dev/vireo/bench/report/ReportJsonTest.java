package dev.vireo.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportJsonTest {
  @Test
  void shouldReadWhatItWrites() {
    BenchReport report = Reports.everything();
    assertEquals(report, ReportJson.read("it", ReportJson.of(report).toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{'|is no JSON",
        "[]|no field \"bench\"",
        "{}|no field \"bench\"",
        "{\"bench\": 1}|bench should be a string",
        "{\"bench\": \"latency\"}|a single benchmark",
        "{\"bench\": \"all\"}|form should be a number, and is missing",
        "{\"bench\": \"all\", \"form\": 2}|reads form 1",
        "{\"bench\": \"all\", \"form\": 1}|setup should be an object",
      })
  void shouldRefuseWhatIsNoReport(String text, String expected) {
    ReportException refused =
        assertThrows(ReportException.class, () -> ReportJson.read("x.json", text));
    assertTrue(refused.getMessage().startsWith("x.json"), refused.getMessage());
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "unit, furlongs, figures[0].unit should be one of",
    "shape, 3, figures[0].shape should be a string",
    "lines, x, figures[0].lines should be a list",
    "against, , figures[0].against should be a list",
  })
  void shouldSayWhereAReportIsWrong(String field, String value, String expected) {
    JsonObject json = ReportJson.of(Reports.everything());
    JsonObject figure = json.getAsJsonArray("figures").get(0).getAsJsonObject();
    if (value == null) {
      figure.remove(field);
    } else {
      boolean number = value.matches("\\d+");
      figure.add(field, JsonParser.parseString(number ? value : "\"" + value + "\""));
    }
    ReportException refused =
        assertThrows(ReportException.class, () -> ReportJson.read("x.json", json.toString()));
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }

  @Test
  void shouldRefuseValuesWithoutRoundsAndPlacesWithoutACategory() {
    String text = ReportJson.of(Reports.everything()).toString();
    String empty = text.replaceFirst("\"rounds\":\\[[^]]+]", "\"rounds\":[]");
    assertThrows(ReportException.class, () -> ReportJson.read("x.json", empty));
    String far = text.replaceFirst("(.*)\"at\":2\\.0", "$1\"at\":7.0"); // the last, of the rows
    assertThrows(ReportException.class, () -> ReportJson.read("x.json", far));
  }
}
