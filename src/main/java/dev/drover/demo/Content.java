package dev.drover.demo;

import com.google.protobuf.Message;
import io.vertx.core.buffer.Buffer;

/**
 * What a call sends.
 *
 * @param bytes empty for a call without content
 * @param text whether a shell can hold it in single quotes
 */
record Content(Buffer bytes, boolean text) {
  private static final Content NONE = new Content(Buffer.buffer(), true);

  static Content none() {
    return NONE;
  }

  static Content text(String text) {
    return new Content(Buffer.buffer(text), true);
  }

  /** Messages in gRPC's frames, uncompressed. */
  static Content frames(Message... messages) {
    Buffer bytes = Buffer.buffer();
    for (Message message : messages) {
      byte[] encoded = message.toByteArray();
      bytes.appendByte((byte) 0).appendInt(encoded.length).appendBytes(encoded);
    }
    return new Content(bytes, false);
  }

  boolean empty() {
    return bytes.length() == 0;
  }

  /** The format that makes printf(1) write the bytes; in single quotes. */
  String printf() {
    StringBuilder format = new StringBuilder("'");
    for (byte b : bytes.getBytes()) {
      int octet = b & 0xff;
      boolean plain = octet >= 0x20 && octet < 0x7f && "'\\%".indexOf(octet) < 0;
      if (plain) {
        format.append((char) octet);
      } else {
        format.append(String.format("\\%03o", octet));
      }
    }
    return format.append("'").toString();
  }
}
