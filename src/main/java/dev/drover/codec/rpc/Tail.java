package dev.drover.codec.rpc;

import dev.drover.codec.GrpcFrame;
import dev.drover.codec.Unpacking;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the last envelope off a stream, which has the trailers: what comes before it passes as it
 * comes, opened or whole or not. Confined to one thread.
 */
final class Tail implements Converted.Conversion {
  private static final int MOST = 1 << 20;

  private final int flag;
  private final @Nullable String encoding;
  private final Function<byte[], MultiMap> reader;
  private final byte[] prefix = new byte[GrpcFrame.PREFIX];
  private final ByteArrayOutputStream last = new ByteArrayOutputStream();
  private MultiMap trailers = Body.NO_TRAILERS;
  private int filled;
  private long left;
  private boolean ending;

  /**
   * @param flag tells the last envelope from others
   * @param encoding how envelopes are compressed that are; null for not at all
   * @param reader makes trailers of its content
   */
  Tail(int flag, @Nullable String encoding, Function<byte[], MultiMap> reader) {
    this.flag = flag;
    this.encoding = encoding;
    this.reader = reader;
  }

  /** The trailers; empty until the stream has ended, and when it had none. */
  MultiMap trailers() {
    return trailers;
  }

  @Override
  public Buffer next(Buffer content) {
    Buffer out = Buffer.buffer(content.length() + GrpcFrame.PREFIX);
    int at = 0;
    while (at < content.length()) {
      if (left > 0) {
        int step = (int) Math.min(left, content.length() - at);
        pass(content, at, at + step, out);
        at += step;
        left -= step;
      } else {
        prefix[filled++] = content.getByte(at++);
        if (filled == GrpcFrame.PREFIX) {
          begin(out);
        }
      }
    }
    return out;
  }

  private void begin(Buffer out) {
    filled = 0;
    if (ending) {
      throw Failure.of(Reason.PROTOCOL, "Something follows the end of the upstream's answer.");
    }
    left = Buffer.buffer(prefix).getUnsignedInt(1);
    ending = (prefix[0] & flag) != 0;
    if (!ending) {
      out.appendBytes(prefix);
    } else if (left > MOST) {
      throw Failure.of(Reason.PROTOCOL, "The upstream's trailers are too large.");
    }
  }

  private void pass(Buffer content, int from, int to, Buffer out) {
    if (ending) {
      last.writeBytes(content.getBytes(from, to));
    } else {
      out.appendBuffer(content, from, to - from);
    }
  }

  @Override
  public Buffer end() {
    if (left > 0 || filled > 0) {
      throw Failure.of(Reason.PROTOCOL, "The upstream's answer ends within a message.");
    }
    if (ending) {
      byte[] bytes = last.toByteArray();
      trailers =
          reader.apply(Unpacking.ofAnswer(encoding, MOST).plain(prefix[0], bytes, 0, bytes.length));
    }
    return Buffer.buffer();
  }
}
