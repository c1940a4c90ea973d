package dev.vireo.vir0.wire;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.WireVersions;
import dev.vireo.vir0.WorkgroupSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.Blake3;
import org.junit.jupiter.api.DynamicTest;

/** The golden programs and malformed blobs, and what is recorded of them. */
public final class GoldenPrograms {
  private static final String FOLDER = "/golden/programs/";

  private GoldenPrograms() {}

  /** One entry of the index. */
  public record Case(String name, JsonObject json) {
    public byte[] blob() {
      return read(json.get("file").getAsString());
    }

    public Program program() {
      return ProgramCodec.decode(blob(), WireVersions.ONLY_4);
    }

    public boolean invalid() {
      return !json.getAsJsonArray("validation_errors").isEmpty();
    }

    public boolean fails() {
      return json.getAsJsonObject("result").has("err");
    }

    public boolean tolerant() {
      return json.getAsJsonArray("tags").toString().contains("transcendental-ulp-tolerant");
    }

    public List<byte[]> inputs() {
      return values(json.getAsJsonArray("inputs"));
    }

    public List<byte[]> outputs() {
      return values(json.getAsJsonObject("result").getAsJsonArray("ok"));
    }

    public WorkgroupSize grid() {
      JsonArray grid = json.getAsJsonArray("grid_workgroups");
      return new WorkgroupSize(
          grid.get(0).getAsLong(), grid.get(1).getAsLong(), grid.get(2).getAsLong());
    }
  }

  public static List<Case> programs() {
    return cases("programs");
  }

  public static List<Case> malformed() {
    return cases("malformed");
  }

  /** One test for each case. */
  public static Stream<DynamicTest> tests(List<Case> cases, Consumer<Case> test) {
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> test.accept(c)));
  }

  private static List<Case> cases(String section) {
    JsonObject index =
        JsonParser.parseString(new String(read("index.json"), StandardCharsets.UTF_8))
            .getAsJsonObject();
    List<Case> cases = new ArrayList<>();
    for (JsonElement element : index.getAsJsonArray(section)) {
      JsonObject json = element.getAsJsonObject();
      cases.add(new Case(json.get("name").getAsString(), json));
    }
    return cases;
  }

  private static byte[] read(String file) {
    try (InputStream in = GoldenPrograms.class.getResourceAsStream(FOLDER + file)) {
      assertNotNull(in, FOLDER + file + " is missing from the test resources");
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> values(JsonArray array) {
    List<byte[]> values = new ArrayList<>();
    for (JsonElement element : array) {
      values.add(
          element.isJsonArray()
              ? words(element.getAsJsonArray())
              : HexFormat.of().parseHex(element.getAsString()));
    }
    return values;
  }

  private static byte[] words(JsonArray array) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * array.size()).order(ByteOrder.LITTLE_ENDIAN);
    array.forEach(word -> bytes.putInt((int) word.getAsLong()));
    return bytes.array();
  }

  /** Returns the blob with the digest of its body. */
  public static byte[] sealed(byte[] blob) {
    if (blob.length >= 40) {
      byte[] digest = new byte[32];
      Blake3.initHash().update(blob, 40, blob.length - 40).doFinalize(digest);
      System.arraycopy(digest, 0, blob, 8, 32);
    }
    return blob;
  }
}
