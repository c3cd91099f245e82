package dev.drover.codec.rpc;

import dev.drover.exchange.Converted;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Reads a stream of base64 (RFC 4648, section 4) of which each part may have been padded for
 * itself, as gRPC-Web text has it. Confined to one thread.
 */
final class Base64Stream implements Converted.Conversion {
  private static final int GROUP = 4;
  private static final byte PAD = -2;
  private static final byte NONE = -1;
  private static final byte[] VALUES = values();

  private final byte[] group = new byte[GROUP];
  private int filled;

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, NONE);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    values['='] = PAD;
    return values;
  }

  @Override
  public Buffer next(Buffer content) {
    byte[] out = new byte[(content.length() + filled) / GROUP * 3];
    int length = 0;
    for (byte octet : content.getBytes()) {
      byte value = VALUES[octet & 0xFF];
      if (value == NONE || (value == PAD ? filled < 2 : filled == 3 && group[2] == PAD)) {
        throw malformed();
      }
      group[filled++] = value;
      if (filled == GROUP) {
        filled = 0;
        length = decode(out, length);
      }
    }
    return Buffer.buffer(length == out.length ? out : Arrays.copyOf(out, length));
  }

  private int decode(byte[] out, int at) {
    int bits = group[0] << 18 | group[1] << 12;
    out[at] = (byte) (bits >> 16);
    if (group[2] == PAD) {
      return at + 1;
    }
    bits |= group[2] << 6;
    out[at + 1] = (byte) (bits >> 8);
    if (group[3] == PAD) {
      return at + 2;
    }
    out[at + 2] = (byte) (bits | group[3]);
    return at + 3;
  }

  @Override
  public Buffer end() {
    if (filled > 0) {
      throw malformed();
    }
    return Buffer.buffer();
  }

  private static Failure malformed() {
    return Failure.of(Reason.MALFORMED, "The content is no base64, which gRPC-Web text is.");
  }
}
