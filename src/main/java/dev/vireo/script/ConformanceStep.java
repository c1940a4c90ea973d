package dev.vireo.script;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step as conformance files write it: {@code name}, {@code name(1,src=2)} or {@code
 * target.name(1) and a remark}.
 *
 * @param target what stands before the dot, or nothing
 * @param name the function's name
 * @param args the arguments without the names before {@code =}; those left out as {@code ..} are
 *     missing
 */
record ConformanceStep(String target, String name, List<String> args) {
  private static final Pattern CALL =
      Pattern.compile("\\s*(?:(\\w+)\\.)?(\\w+)\\s*(?:\\(([^()]*)\\))?.*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");

  static ConformanceStep parse(String text) {
    Matcher call = CALL.matcher(text);
    if (!call.matches()) {
      throw new ConformanceFailure("a step such as name(1,2)", '"' + text + '"');
    }
    List<String> args = new ArrayList<>();
    String list = call.group(3) == null ? "" : call.group(3);
    for (String arg : list.split(",", -1)) {
      String value = arg.substring(arg.indexOf('=') + 1).strip();
      if (!value.isEmpty() && !value.equals("..")) {
        args.add(value);
      }
    }
    String target = call.group(1) == null ? "" : call.group(1);
    return new ConformanceStep(target, call.group(2), List.copyOf(args));
  }

  /** Returns an unsigned 64-bit argument, or {@code missing} when it is left out. */
  long u64(int index, long missing) {
    if (index >= args.size()) {
      return missing;
    }
    String text = args.get(index);
    if (!NUMBER.matcher(text).matches() || new BigInteger(text).bitLength() > 64) {
      throw new ConformanceFailure("argument " + index + " of " + name + " to be a number", text);
    }
    return Long.parseUnsignedLong(text);
  }

  /** Returns an unsigned 32-bit argument, or {@code missing} when it is left out. */
  int word(int index, int missing) {
    long value = u64(index, Integer.toUnsignedLong(missing));
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new ConformanceFailure(
          "argument " + index + " of " + name + " to be a 32-bit number",
          Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /** Returns a truth value, or {@code missing} when it is left out. */
  boolean bool(int index, boolean missing) {
    if (index >= args.size()) {
      return missing;
    }
    String text = args.get(index);
    if (!text.equals("true") && !text.equals("false")) {
      throw new ConformanceFailure(
          "argument " + index + " of " + name + " to be true or false", text);
    }
    return text.equals("true");
  }
}
