package dev.drover.codec;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of gRPC frames apart into messages (gRPC over HTTP/2, "Length-Prefixed-Message"),
 * which it unpacks. Keeps at most one message that is not complete. Confined to one thread.
 */
public final class GrpcDeframer {
  /** Takes the bytes of one message; they are valid for the length of the call. */
  @FunctionalInterface
  public interface Sink {
    void message(byte[] bytes, int offset, int length);
  }

  /** The field that says how messages are compressed. */
  public static final CharSequence ENCODING = HttpHeaders.createOptimized("grpc-encoding");

  /** The field that says how they may be in the other direction. */
  public static final CharSequence ACCEPTED = HttpHeaders.createOptimized("grpc-accept-encoding");

  /** What may come of one piece of a stream: small frames can be large messages. */
  private static final long AT_ONCE = 16 << 20;

  private final Envelopes envelopes;
  private final @Nullable Unpacking unpacking;

  /**
   * One of messages none of which is compressed.
   *
   * @param most how many bytes a message may have
   * @param tooLarge the reason of the failure when it has more
   */
  public GrpcDeframer(int most, Reason tooLarge) {
    this.envelopes =
        new Envelopes(most, tooLarge, 0, "A message is compressed, which was not agreed on.");
    this.unpacking = null;
  }

  private GrpcDeframer(Unpacking unpacking) {
    this.envelopes =
        new Envelopes(
            unpacking.most(),
            unpacking.tooLarge(),
            Envelopes.COMPRESSED,
            "A message has a flag that gRPC does not know.");
    this.unpacking = unpacking;
  }

  /** The same of a request with those header fields. */
  public static GrpcDeframer ofRequest(MultiMap headers, int most) {
    return ofRequest(headers.get(ENCODING), most);
  }

  /**
   * One of a client's messages.
   *
   * @param encoding how those are compressed that are; null for not at all
   * @param most how many bytes a message may have, compressed or not
   * @throws Failure UNSUPPORTED_ENCODING
   */
  public static GrpcDeframer ofRequest(@Nullable String encoding, int most) {
    return new GrpcDeframer(Unpacking.ofRequest(encoding, most));
  }

  /** The same of an answer with those header fields. */
  public static GrpcDeframer ofAnswer(MultiMap headers, int most) {
    return ofAnswer(headers.get(ENCODING), most);
  }

  /** One of a server's messages. */
  public static GrpcDeframer ofAnswer(@Nullable String encoding, int most) {
    return new GrpcDeframer(Unpacking.ofAnswer(encoding, most));
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws Failure when a message is too large, or cannot be read
   */
  public void feed(Buffer content, Sink sink) {
    if (unpacking == null) {
      envelopes.feed(content, (flags, bytes, at, length) -> sink.message(bytes, at, length));
    } else {
      envelopes.feed(content, new Opened(unpacking, sink));
    }
  }

  /**
   * The message of a request that has just one.
   *
   * @param content all of it
   * @throws Failure MALFORMED when it has none, or more, or one that cannot be read
   */
  public byte[] only(Buffer content) {
    List<byte[]> messages = new ArrayList<>(1);
    feed(
        content,
        (bytes, offset, length) ->
            messages.add(Arrays.copyOfRange(bytes, offset, offset + length)));
    if (messages.size() != 1 || !empty()) {
      throw Failure.of(Reason.MALFORMED, "The request must have exactly one message.");
    }
    return messages.get(0);
  }

  /** The messages of one piece. */
  private static final class Opened implements Envelopes.Sink {
    private final Unpacking unpacking;
    private final Sink sink;
    private long made;

    Opened(Unpacking unpacking, Sink sink) {
      this.unpacking = unpacking;
      this.sink = sink;
    }

    @Override
    public void envelope(int flags, byte[] bytes, int offset, int length) {
      if ((flags & Envelopes.COMPRESSED) == 0) {
        sink.message(bytes, offset, length);
        return;
      }
      byte[] plain = unpacking.plain(flags, bytes, offset, length);
      made += plain.length;
      if (made > AT_ONCE + unpacking.most()) {
        throw unpacking.tooLarge(
            "Compressed messages that came together have more than "
                + (AT_ONCE + unpacking.most())
                + " bytes, unpacked.");
      }
      sink.message(plain, 0, plain.length);
    }
  }

  /** Whether all that has come is whole messages. */
  public boolean empty() {
    return envelopes.empty();
  }
}
