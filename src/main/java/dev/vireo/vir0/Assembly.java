package dev.vireo.vir0;

import dev.vireo.vir0.text.AssemblyParser;
import dev.vireo.vir0.text.AssemblyPrinter;
import java.util.Map;

/**
 * Programs as text, for people. Reading what {@link #print} wrote gives the same program, whatever
 * constructs it has.
 *
 * <pre>
 *   // Adds one to every element.
 *   workgroup 64
 *   buffer a: read_only u32[256]
 *   buffer out: read_write u32[256] output
 *   main {
 *     let i = gid.x
 *     if i &lt; len(out) {
 *       out[i] = a[i] + 1u
 *     }
 *   }
 * </pre>
 *
 * <p>Statements: {@code let x = E}, {@code x = E}, {@code b[E] = E}, {@code if E {} else {}},
 * {@code for i in E..E {}}, {@code forever {}}, {@code return}, {@code block {}}, {@code region
 * "name" from "source" {}}, {@code main {}} (the root region), {@code barrier<ordering>}, {@code
 * async_load("tag", source, destination, offset, size)}, {@code async_store(…)}, {@code
 * async_wait("tag")}, {@code trap("tag", address)} and the exotic ones as calls of their names.
 *
 * <p>Expressions: {@code 5u 0x5 -5i 1.5 -1e9f f32_bits(0x7f800000) true}, variables, {@code b[E]},
 * {@code len(b)}, {@code gid.x wgid.y lid.z}, operators as in C with {@code && ||} that evaluate
 * both sides, {@code min(a, b)} and all other operations by name, {@code u32(E) i32(E) f32(E)
 * bool(E) cast<type>(E)}, {@code select(c, a, b)}, {@code fma(a, b, c)}, {@code
 * atomic_add<ordering>(b, index, value)}, {@code atomic_compare_exchange(b, index, expect E,
 * value)}, {@code subgroup_add(E)} and so on. Numbers without a suffix are u32, or f32 with a point
 * or exponent. Names that are no identifiers stand in backquotes. An ordering left out is seq_cst.
 *
 * <p>Buffers: {@code buffer NAME: ACCESS TYPE[COUNT]}, then any of {@code binding N} (its place in
 * the declarations if left out), {@code output}, {@code live_out}, {@code output_only} (an output
 * that is not live-out), {@code kind K}, {@code range A..B}, {@code axis N}, {@code align N},
 * {@code locality L}, {@code linear L}, {@code bytes_extraction}, {@code shape P}.
 */
public final class Assembly {
  private Assembly() {}

  /** Returns the text of a program. */
  public static String print(Program program) {
    return new AssemblyPrinter().print(program);
  }

  /**
   * Reads a program.
   *
   * @param file name that errors show
   * @throws AssemblyException if the text is no program; it may still be an invalid one
   */
  public static Program parse(String file, String text) {
    return read(file, text).program();
  }

  /** Reads a program and keeps where its statements stand. */
  public static Source read(String file, String text) {
    return new AssemblyParser(file, text).parse();
  }

  /**
   * A program and where its parts stand in the text.
   *
   * @param file name that errors show
   * @param program the program
   * @param positions lines and columns of statements and buffers by their path
   */
  public record Source(String file, Program program, Map<String, Position> positions) {
    /** Keeps a copy of the positions. */
    public Source {
      positions = Map.copyOf(positions);
    }

    /** Returns {@code FILE:LINE:COLUMN} of the statement or buffer that a path leads into. */
    public String place(String path) {
      String part = path;
      while (true) {
        Position position = positions.get(part);
        if (position != null) {
          return file + ":" + position.line() + ":" + position.column();
        }
        int dot = part.lastIndexOf('.');
        if (dot < 0) {
          return file;
        }
        part = part.substring(0, dot);
      }
    }
  }

  /**
   * A place in a text.
   *
   * @param line counted from 1
   * @param column counted from 1 in code points
   */
  public record Position(int line, int column) {}
}
