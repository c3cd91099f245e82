package dev.drover.filter.shape;

import dev.drover.codec.ContentCoding;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Content as it is compressed. Holds memory that the collector does not see until it is closed. For
 * one thread at a time.
 */
final class Deflation implements Lent.Closing {
  private static final int CHUNK = 8192;
  private static final int PIECE = 64 << 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(CHUNK);
  private final OutputStream out;
  private final boolean flush;
  private boolean closed;

  /**
   * @param flush whether all that has been given is to be had at once, for content that flows
   */
  Deflation(ContentCoding coding, int level, boolean flush) {
    this.flush = flush;
    try {
      this.out = coding.writer(bytes, level);
    } catch (IOException impossible) { // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public Buffer next(Buffer content) {
    try {
      out.write(content.getBytes());
      if (flush) {
        out.flush();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return taken();
  }

  @Override
  public Buffer end() {
    close();
    return taken();
  }

  /**
   * All of a content.
   *
   * @param look called now and then; may throw
   */
  Buffer whole(Buffer content, Runnable look) {
    Buffer packed = Buffer.buffer();
    for (int at = 0; at < content.length(); at += PIECE) {
      look.run();
      packed.appendBuffer(next(content.slice(at, Math.min(content.length(), at + PIECE))));
    }
    return packed.appendBuffer(end());
  }

  private Buffer taken() {
    if (bytes.size() == 0) {
      return Buffer.buffer();
    }
    Buffer taken = Buffer.buffer(bytes.toByteArray());
    bytes.reset();
    return taken;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        out.close();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }
}
