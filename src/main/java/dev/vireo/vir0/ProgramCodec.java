package dev.vireo.vir0;

import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.wire.ProgramReader;
import dev.vireo.vir0.wire.ProgramWriter;
import dev.vireo.vir0.wire.VersionNeed;
import dev.vireo.vir0.wire.WireCursor;
import dev.vireo.vir0.wire.WireLimits;
import dev.vireo.vir0.wire.WireOutput;
import java.util.Arrays;
import org.apache.commons.codec.digest.Blake3;

/**
 * Programs as bytes: the envelope of 40 bytes, and what it encloses. Source: VIR0 sections 2, 3,
 * 12.
 *
 * <pre>
 *   0  V Y R E   4 version u16   6 flags u16 = 4   8 BLAKE3-256 of the body   40 body
 *   body: node section, region section, output set
 * </pre>
 *
 * <p>Reading accepts numbers that are longer than needed and flags other than 0 and 1 where the
 * format does; writing gives the canonical bytes, so that reading and writing a canonical blob
 * gives it back. Canonical float literals have one NaN and neither subnormals nor a negative zero:
 * a program that has other ones is not the same after a round trip.
 *
 * <p>Memory and stack are bounded for any input: blobs have at most 64 MiB, 4,000,000 statements
 * and expressions, and 64 of them inside each other.
 */
public final class ProgramCodec {
  /** Version that programs are written as unless they need a newer one. */
  public static final int DEFAULT_VERSION = WireLimits.DEFAULT_VERSION;

  private ProgramCodec() {}

  /** Reads a program of versions 4 to 6. */
  public static Program decode(byte[] blob) {
    return decode(blob, WireVersions.FROM_4_TO_6);
  }

  /**
   * Reads a program.
   *
   * @throws MalformedProgramException.VersionMismatch if the version is none of {@code accepted}
   * @throws MalformedProgramException if the bytes are no program for another reason
   */
  public static Program decode(byte[] blob, WireVersions accepted) {
    if (blob.length > WireLimits.MAX_BLOB) {
      throw new MalformedProgramException(
          Kind.LIMIT,
          0,
          NodePath.ROOT,
          "it has " + blob.length + " bytes; split it into programs of at most 64 MiB");
    }
    int version = checkHeader(blob, accepted);
    return new ProgramReader(new WireCursor(blob, WireLimits.HEADER_BYTES), version).read();
  }

  private static int checkHeader(byte[] blob, WireVersions accepted) {
    WireCursor header = new WireCursor(blob, 0);
    NodePath path = NodePath.ROOT.field("header");
    int shared = Math.min(blob.length, WireLimits.MAGIC.length);
    if (shared == 0 || !Arrays.equals(blob, 0, shared, WireLimits.MAGIC, 0, shared)) {
      throw header.error(Kind.HEADER, path, "it does not start with VYRE; pass a VIR0 program");
    }
    header.part(shared, path);
    int version = blob.length < 6 ? -1 : header.u8(path) | header.u8(path) << 8;
    if (version >= 0 && !accepted.accepts(version)) {
      throw new MalformedProgramException.VersionMismatch(accepted, version);
    }
    if (blob.length < WireLimits.HEADER_BYTES) {
      throw header.error(
          Kind.TRUNCATED,
          path,
          "a header has 40 bytes, this is " + blob.length + "; pass the whole program");
    }
    int flags = header.u8(path) | header.u8(path) << 8;
    if (flags != WireLimits.FLAGS) {
      throw header.error(
          Kind.VALUE, path, "the flags are " + flags + "; only 4 is defined: write that");
    }
    checkDigest(blob, header, path);
    return version;
  }

  private static void checkDigest(byte[] blob, WireCursor header, NodePath path) {
    byte[] digest = digest(blob);
    int offset = WireLimits.DIGEST_OFFSET;
    if (!Arrays.equals(
        blob, offset, offset + WireLimits.DIGEST_BYTES, digest, 0, WireLimits.DIGEST_BYTES)) {
      throw header.error(
          Kind.DIGEST,
          path,
          "the BLAKE3 digest does not fit the body: the program was cut or changed; get it again");
    }
  }

  private static byte[] digest(byte[] blob) {
    byte[] digest = new byte[WireLimits.DIGEST_BYTES];
    Blake3.initHash()
        .update(blob, WireLimits.HEADER_BYTES, blob.length - WireLimits.HEADER_BYTES)
        .doFinalize(digest);
    return digest;
  }

  /** Returns the oldest version that has a place for everything in the program, 4 to 6. */
  public static int versionFor(Program program) {
    return VersionNeed.of(program);
  }

  /** Writes a program in the oldest version that has a place for everything in it. */
  public static byte[] encode(Program program) {
    return encode(program, versionFor(program));
  }

  /**
   * Writes a program as version {@code version}, 4 to 6.
   *
   * @throws MalformedProgramException if the version has no place for something in the program, or
   *     no reader would accept it for its size or depth
   */
  public static byte[] encode(Program program, int version) {
    if (!WireVersions.FROM_4_TO_6.accepts(version)) {
      throw new IllegalArgumentException("version " + version + " is not defined; pass 4, 5 or 6");
    }
    WireOutput out = new WireOutput();
    out.bytes(WireLimits.MAGIC);
    out.u16(version);
    out.u16(WireLimits.FLAGS);
    out.bytes(new byte[WireLimits.DIGEST_BYTES]);
    new ProgramWriter(version).write(program, out);
    byte[] blob = out.toByteArray();
    System.arraycopy(digest(blob), 0, blob, WireLimits.DIGEST_OFFSET, WireLimits.DIGEST_BYTES);
    return blob;
  }
}
