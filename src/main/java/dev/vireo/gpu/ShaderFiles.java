package dev.vireo.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;

/** The GLSL files in Vireo's jar, and the numbers that they get from layout classes. */
public final class ShaderFiles {
  private static final String FOLDER = "/dev/vireo/kernel/shaders/";

  private ShaderFiles() {}

  /**
   * Returns a compute shader that stands alone: its workgroup's size, a layout's numbers, its text.
   *
   * @param name the file below {@code shaders/}, without {@code .comp}
   * @param lanes invocations in a workgroup
   * @param more further lines that come first
   */
  public static String kernel(String name, int lanes, Class<?> layout, String more) {
    String file = name + ".comp";
    return "layout(local_size_x = "
        + lanes
        + ") in;\n"
        + defines(layout)
        + more
        + "#line 1 \"shaders/"
        + file
        + "\"\n"
        + read(file);
  }

  /** Returns a file's text. */
  public static String read(String name) {
    try (InputStream in = ShaderFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "shaders/" + name + " is missing from Vireo's jar; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("shaders/" + name + " cannot be read from Vireo's jar", e);
    }
  }

  /** Returns one {@code #define} a line for the static {@code int} fields of a class. */
  public static String defines(Class<?> layout) {
    StringBuilder text = new StringBuilder();
    for (Field field : layout.getDeclaredFields()) {
      if (field.getType() == int.class && Modifier.isStatic(field.getModifiers())) {
        text.append("#define ").append(field.getName()).append(' ');
        text.append(Integer.toUnsignedString(value(field))).append("u\n");
      }
    }
    return text.toString();
  }

  private static int value(Field field) {
    try {
      field.setAccessible(true); // layouts need not be public
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new LinkageError(field + " is a constant of this module", e);
    }
  }
}
