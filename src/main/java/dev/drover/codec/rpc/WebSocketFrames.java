package dev.drover.codec.rpc;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frames of a WebSocket (RFC 6455, section 5): those of a client are read, which are masked,
 * and joined to messages; those of a server are written, which are not. Keeps at most one message
 * that is not complete. Confined to one thread.
 */
final class WebSocketFrames {
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /** Takes whole messages and control frames. */
  @FunctionalInterface
  interface Sink {
    /**
     * @param opcode TEXT, BINARY, CLOSE, PING or PONG
     */
    void take(int opcode, byte[] payload);
  }

  private static final byte[] EMPTY = {};
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int CONTROL = 0x8;
  private static final int SHORT = 125;
  private static final int TWO_BYTES = 126;
  private static final int MASK = 4;

  private final int most;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private byte[] bytes = EMPTY;
  private int filled;
  private int opcode;

  /**
   * @param most how many bytes a message may have
   */
  WebSocketFrames(int most) {
    this.most = most;
  }

  /**
   * Takes the next bytes of the client.
   *
   * @throws Failure MALFORMED when they are no frames, TOO_LARGE when a message has too many bytes
   */
  void feed(Buffer content, Sink sink) {
    keep(content);
    int at = 0;
    for (int next = frame(at, sink); next > at; next = frame(at, sink)) {
      at = next;
    }
    filled -= at;
    if (filled == 0) {
      bytes = EMPTY;
    } else if (at > 0) {
      System.arraycopy(bytes, at, bytes, 0, filled);
    }
  }

  private void keep(Buffer content) {
    int needed = filled + content.length();
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    content.getBytes(bytes, filled);
    filled = needed;
  }

  /**
   * Reads a frame; gives back where the next one begins, or {@code at} when it is not all there.
   */
  private int frame(int at, Sink sink) {
    if (filled - at < 2) {
      return at;
    }
    int first = bytes[at] & 0xFF;
    int second = bytes[at + 1] & 0xFF;
    check(first, second);
    int lengthBytes = second % FIN <= SHORT ? 0 : second % FIN == TWO_BYTES ? 2 : 8;
    int mask = at + 2 + lengthBytes;
    if (filled < mask + MASK) {
      return at;
    }
    long length = lengthBytes == 0 ? second % FIN : 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = length << 8 | (bytes[at + 2 + i] & 0xFF);
    }
    if (length < 0 || length + message.size() > most) {
      throw Failure.of(
          Reason.TOO_LARGE, "A message of the WebSocket has more than " + most + " bytes.");
    }
    int start = mask + MASK;
    int end = start + (int) length;
    if (filled < end) {
      return at;
    }
    byte[] payload = Arrays.copyOfRange(bytes, start, end);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= bytes[mask + (i & 3)];
    }
    take(first, payload, sink);
    return end;
  }

  private void check(int first, int second) {
    int code = first & 0xF;
    boolean control = (code & CONTROL) != 0;
    boolean fine =
        (first & RESERVED) == 0
            && second >= FIN
            && (control
                ? code <= PONG && first >= FIN && second - FIN <= SHORT
                : code <= BINARY && (code == 0) == (opcode != 0));
    if (!fine) {
      throw Failure.of(Reason.MALFORMED, "The client has sent what is no WebSocket frame.");
    }
  }

  private void take(int first, byte[] payload, Sink sink) {
    int code = first & 0xF;
    if ((code & CONTROL) != 0) {
      sink.take(code, payload);
      return;
    }
    boolean last = first >= FIN;
    int kind = code == 0 ? opcode : code;
    if (last && message.size() == 0) {
      opcode = 0;
      sink.take(kind, payload);
      return;
    }
    message.writeBytes(payload);
    opcode = last ? 0 : kind;
    if (last) {
      byte[] all = message.toByteArray();
      message.reset();
      sink.take(kind, all);
    }
  }

  /** A frame of a server. */
  static Buffer frame(int opcode, byte[] payload) {
    Buffer out = Buffer.buffer(payload.length + 10).appendByte((byte) (FIN | opcode));
    if (payload.length <= SHORT) {
      out.appendByte((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.appendByte((byte) TWO_BYTES).appendShort((short) payload.length);
    } else {
      out.appendByte((byte) (TWO_BYTES + 1)).appendLong(payload.length);
    }
    return out.appendBytes(payload);
  }

  /** A close frame; the reason is cut to what has room. */
  static Buffer close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(text.length, SHORT - 2);
    while (end < text.length && end > 0 && (text[end] & 0xC0) == 0x80) {
      end--;
    }
    byte[] payload = new byte[2 + end];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, end);
    return frame(CLOSE, payload);
  }
}
