package dev.vireo.gpu.probe;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the probe's records into JSON and back: numbers, booleans, texts, enums, lists and records,
 * null where a component is no primitive. Reading is strict, where Gson's own mapping fills what is
 * missing with zeroes and needs this package opened to it.
 */
final class RecordJson {
  private RecordJson() {}

  static String write(Record record) {
    return new GsonBuilder().disableHtmlEscaping().serializeNulls().create().toJson(tree(record));
  }

  /**
   * Reads one record.
   *
   * @throws IllegalArgumentException when the text is not what {@link #write} makes of this type
   */
  static <T extends Record> T read(String text, Class<T> type) {
    try {
      return type.cast(record(JsonParser.parseString(text).getAsJsonObject(), type));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ArithmeticException
        | ClassCastException wrong) {
      throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + wrong, wrong);
    }
  }

  static JsonElement tree(Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    } else if (value instanceof Number number) {
      return new JsonPrimitive(number);
    } else if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    } else if (value instanceof Enum<?> constant) {
      return new JsonPrimitive(constant.name());
    } else if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(element -> array.add(tree(element)));
      return array;
    } else if (value instanceof Record record) {
      JsonObject object = new JsonObject();
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        object.add(component.getName(), tree(component(record, component)));
      }
      return object;
    }
    return new JsonPrimitive((String) value);
  }

  private static Object component(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(component + " cannot be read", impossible);
    }
  }

  private static Object value(JsonElement json, Type type) {
    if (type instanceof ParameterizedType list) {
      List<Object> values = new ArrayList<>();
      json.getAsJsonArray()
          .forEach(element -> values.add(value(element, list.getActualTypeArguments()[0])));
      return values;
    }
    Class<?> plain = (Class<?>) type;
    if (json == null) {
      throw new IllegalArgumentException("a " + plain.getSimpleName() + " is missing");
    } else if (json.isJsonNull() && !plain.isPrimitive()) {
      return null;
    } else if (plain == int.class) {
      return Math.toIntExact(json.getAsLong());
    } else if (plain == long.class) {
      return json.getAsLong();
    } else if (plain == double.class) {
      return json.getAsDouble();
    } else if (plain == boolean.class) {
      return json.getAsJsonPrimitive().isBoolean() ? json.getAsBoolean() : refuse(json);
    } else if (plain == String.class) {
      return json.getAsString();
    } else if (plain.isEnum()) {
      return constant(json.getAsString(), plain);
    }
    return record(json.getAsJsonObject(), plain);
  }

  private static Object refuse(JsonElement json) {
    throw new IllegalArgumentException(json + " is neither true nor false");
  }

  private static Object constant(String name, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("there is no " + type.getSimpleName() + " " + name);
  }

  private static Object record(JsonObject json, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      JsonElement element = json.get(components[i].getName());
      if (element == null) {
        throw new IllegalArgumentException(components[i].getName() + " is missing");
      }
      types[i] = components[i].getType();
      values[i] = value(element, components[i].getGenericType());
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new IllegalArgumentException("no " + type.getSimpleName(), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(type + " cannot be made", impossible);
    }
  }
}
