package dev.drover.codec.rpc;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The one compression that is read and written here (RFC 1952); messages are small and whole. */
final class Gzip {
  static final String NAME = "gzip";
  static final String IDENTITY = "identity";

  /** A message that is shorter does not gain by it. */
  static final int LEAST = 1024;

  private static final int STEP = 8 << 10;

  private Gzip() {}

  /**
   * Whether that encoding is this one.
   *
   * @param encoding null for none
   * @throws Failure UNSUPPORTED when it is neither this one nor identity
   */
  static boolean is(@Nullable String encoding) {
    if (encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase(IDENTITY)) {
      return false;
    }
    if (encoding.equalsIgnoreCase(NAME)) {
      return true;
    }
    throw Failure.of(
            Reason.UNSUPPORTED_ENCODING,
            "A message is encoded as \"" + encoding + "\"; gzip and identity are read here.")
        .header("accept-encoding", "gzip, identity")
        .header("grpc-accept-encoding", "gzip,identity");
  }

  /** Whether a list of encodings has this one, not refused by {@code q=0}. */
  static boolean in(@Nullable String accepted) {
    if (accepted == null) {
      return false;
    }
    for (String one : accepted.split(",", -1)) {
      int end = one.indexOf(';');
      String name = (end < 0 ? one : one.substring(0, end)).trim();
      if (name.equalsIgnoreCase(NAME)) {
        return end < 0 || !one.substring(end).replace(" ", "").matches(";q=0(\\.0*)?");
      }
    }
    return false;
  }

  /**
   * The plain bytes.
   *
   * @param most how many there may be; no more are made
   * @param tooLarge the reason of the failure when there are more
   * @param broken the reason of the failure when the bytes are not gzip
   */
  static byte[] inflate(
      byte[] bytes, int offset, int length, int most, Reason tooLarge, Reason broken) {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, offset, length), STEP)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(most, 4 * length + 64));
      byte[] step = new byte[STEP];
      for (int n = in.read(step); n >= 0; n = in.read(step)) {
        if (out.size() + (long) n > most) {
          throw Failure.of(
              tooLarge, "A compressed message has more than " + most + " bytes, unpacked.");
        }
        out.write(step, 0, n);
      }
      return out.toByteArray();
    } catch (IOException malformed) {
      throw Failure.of(broken, "A message is said to be gzip, and is not.", malformed);
    }
  }

  /** The packed bytes. */
  static byte[] deflate(byte[] bytes, int offset, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, STEP)) {
      gzip.write(bytes, offset, length);
    } catch (IOException impossible) { // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
