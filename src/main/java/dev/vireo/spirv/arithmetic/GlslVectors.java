package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import java.util.Arrays;

/** Geometry, and determinants and inverses of matrices. */
public final class GlslVectors {
  private final Code code;

  public GlslVectors(Code code) {
    this.code = code;
  }

  private int f(double value) {
    return code.constant((float) value);
  }

  int dot(int[] a, int[] b) {
    int sum = code.op(FMUL, a[0], b[0]);
    for (int i = 1; i < a.length; i++) {
      sum = code.op(FADD, sum, code.op(FMUL, a[i], b[i]));
    }
    return sum;
  }

  public int length(int[] a) {
    return a.length == 1 ? code.op(FABS, a[0]) : code.op(FSQRT, dot(a, a));
  }

  int[] scale(int[] a, int factor) {
    return Arrays.stream(a).map(slot -> code.op(FMUL, slot, factor)).toArray();
  }

  public int[] subtract(int[] a, int[] b) {
    int[] result = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = code.op(FSUB, a[i], b[i]);
    }
    return result;
  }

  public int[] normalize(int[] a) {
    return scale(a, code.op(FRSQRT, dot(a, a)));
  }

  public int[] cross(int[] a, int[] b) {
    int[] result = new int[3];
    for (int i = 0; i < 3; i++) {
      int next = (i + 1) % 3;
      int last = (i + 2) % 3;
      int less = code.op(FMUL, a[last], b[next]);
      result[i] = code.op(FSUB, code.op(FMUL, a[next], b[last]), less);
    }
    return result;
  }

  public int[] faceForward(int[] normal, int[] incident, int[] reference) {
    int towards = code.op(FLT, dot(reference, incident), f(0));
    return Arrays.stream(normal)
        .map(slot -> code.select(towards, slot, code.op(FNEG, slot)))
        .toArray();
  }

  public int[] reflect(int[] incident, int[] normal) {
    return subtract(incident, scale(normal, code.op(FMUL, f(2), dot(normal, incident))));
  }

  public int[] refract(int[] incident, int[] normal, int eta) {
    int cosine = dot(normal, incident);
    int sine = code.op(FSUB, f(1), code.op(FMUL, cosine, cosine));
    int k = code.op(FSUB, f(1), code.op(FMUL, code.op(FMUL, eta, eta), sine));
    int along = code.op(FADD, code.op(FMUL, eta, cosine), code.op(FSQRT, k));
    int[] bent = subtract(scale(incident, eta), scale(normal, along));
    int none = code.op(FLT, k, f(0));
    return Arrays.stream(bent).map(slot -> code.select(none, f(0), slot)).toArray();
  }

  /** Returns the determinant of a square matrix, expanded along its first column. */
  public int determinant(int[] m) {
    int size = (int) Math.sqrt(m.length);
    if (size == 1) {
      return m[0];
    }
    int sum = Code.NONE;
    for (int row = 0; row < size; row++) {
      int term = code.op(FMUL, m[row], determinant(minor(m, size, 0, row)));
      if (row % 2 != 0) {
        sum = code.op(FSUB, sum, term);
      } else {
        sum = sum == Code.NONE ? term : code.op(FADD, sum, term);
      }
    }
    return sum;
  }

  /** Returns the matrix without a column and a row. */
  private static int[] minor(int[] m, int size, int column, int row) {
    int[] minor = new int[(size - 1) * (size - 1)];
    int next = 0;
    for (int i = 0; i < m.length; i++) {
      if (i / size != column && i % size != row) {
        minor[next++] = m[i];
      }
    }
    return minor;
  }

  public int[] inverse(int[] m) {
    int size = (int) Math.sqrt(m.length);
    int scale = code.op(FRCP, determinant(m));
    int[] result = new int[m.length];
    for (int i = 0; i < m.length; i++) {
      int cofactor = determinant(minor(m, size, i % size, i / size));
      int signed = (i / size + i % size) % 2 == 0 ? cofactor : code.op(FNEG, cofactor);
      result[i] = code.op(FMUL, signed, scale);
    }
    return result;
  }
}
