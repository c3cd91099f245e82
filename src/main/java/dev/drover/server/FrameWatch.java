package dev.drover.server;

import dev.drover.limit.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads the 9 bytes before each HTTP/2 frame (RFC 9113, section 4.1), in front of the decoder and
 * in whatever pieces they arrive, and ends a connection that floods (RFC 9113, section 10.5).
 *
 * <p>PING and WINDOW_UPDATE answer what the server sends (a gRPC client measures with one PING per
 * round trip while data flows), so each write grants one of them; only those in excess cost a
 * token.
 */
final class FrameWatch extends ChannelDuplexHandler {
  private static final int PREFACE_BYTES = 24;
  private static final int HEADER_BYTES = 9;
  private static final int RESET_BYTES = HEADER_BYTES + 4;

  /** A length of 4 and the type RST_STREAM. */
  private static final int RESET_START = 4 << 8 | Http2FrameTypes.RST_STREAM;

  private static final int END_STREAM = 0x1;
  private static final int ACK = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int MAX_GRANT = 1 << 16;

  private final ConnectionGuard guard;
  private final Http2Connection connection;
  private final TokenBucket control;
  private final TokenBucket resets;
  private final StreamAges ages = new StreamAges();

  private int skip = PREFACE_BYTES;
  private int have;
  private int length;
  private int type = -1;
  private int flags;
  private int stream;
  private boolean block;
  private boolean dead;
  private int grant;
  private long now;

  FrameWatch(ConnectionGuard guard, GuardLimits limits, Http2Connection connection) {
    this.guard = guard;
    this.connection = connection;
    this.control = new TokenBucket(limits.controlFrames(), limits.controlFrames() / 10.0);
    this.resets = new TokenBucket(limits.prematureResets(), limits.prematureResets() / 5.0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (dead || !(message instanceof ByteBuf bytes)) {
      pass(ctx, message);
      return;
    }
    now = guard.now();
    int index = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (index < end && !dead) {
      if (skip > 0) {
        int step = Math.min(skip, end - index);
        index += step;
        skip -= step;
        continue;
      }
      int start = index;
      index = header(bytes, index, end);
      if (have == 0) {
        if (type == Http2FrameTypes.RST_STREAM && start > bytes.readerIndex()) {
          // What the stream is now depends on the frames before this one.
          ctx.fireChannelRead(bytes.readRetainedSlice(start - bytes.readerIndex()));
        }
        frame();
      }
    }
    time();
    pass(ctx, message);
  }

  private void pass(ChannelHandlerContext ctx, Object message) {
    if (dead) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** Reads the frame's header, or as much of it as there is; {@code have} is 0 when it is whole. */
  private int header(ByteBuf bytes, int from, int end) {
    int index = from;
    if (have == 0 && end - index >= HEADER_BYTES) {
      length = bytes.getUnsignedMedium(index);
      type = bytes.getUnsignedByte(index + 3);
      flags = bytes.getUnsignedByte(index + 4);
      stream = bytes.getInt(index + 5) & Integer.MAX_VALUE;
      index += HEADER_BYTES;
    } else {
      while (index < end) {
        take(bytes.getUnsignedByte(index++));
        if (++have == HEADER_BYTES) {
          have = 0;
          break;
        }
      }
      if (have != 0) {
        return index;
      }
      stream &= Integer.MAX_VALUE;
    }
    skip = length;
    return index;
  }

  private void take(int octet) {
    switch (have) {
      case 0 -> length = octet;
      case 1, 2 -> length = length << 8 | octet;
      case 3 -> type = octet;
      case 4 -> flags = octet;
      case 5 -> stream = octet;
      default -> stream = stream << 8 | octet;
    }
  }

  private void frame() {
    switch (type) {
      case Http2FrameTypes.DATA -> {
        if (length == 0 && (flags & END_STREAM) == 0) {
          charge();
        }
      }
      case Http2FrameTypes.HEADERS -> {
        ages.opened(stream, now);
        block = (flags & END_HEADERS) == 0;
      }
      case Http2FrameTypes.CONTINUATION -> block &= (flags & END_HEADERS) == 0;
      case Http2FrameTypes.RST_STREAM -> reset();
      case Http2FrameTypes.WINDOW_UPDATE -> chargeUnlessGranted();
      case Http2FrameTypes.PING -> {
        if ((flags & ACK) == 0) {
          grant--; // its acknowledgement is a write that grants nothing
        }
        chargeUnlessGranted();
      }
      case Http2FrameTypes.SETTINGS -> {
        if ((flags & ACK) == 0) {
          grant--;
        }
        charge();
      }
      default -> charge();
    }
  }

  private void reset() {
    Http2Stream reset = connection.stream(stream);
    if (reset == null || reset.state() == Http2Stream.State.CLOSED) {
      chargeUnlessGranted();
    } else if (!reset.isHeadersSent() && ages.young(stream, now)) {
      chargeReset();
    }
  }

  private void chargeUnlessGranted() {
    if (grant > 0) {
      grant--;
    } else {
      charge();
    }
  }

  private void charge() {
    if (!dead && !control.take(now)) {
      dead = true;
      guard.calm(Refusal.CONTROL_FRAMES, "Too many control frames.");
    }
  }

  private void chargeReset() {
    if (!dead && !resets.take(now)) {
      dead = true;
      guard.calm(Refusal.PREMATURE_RESETS, "Too many streams are reset as soon as they start.");
    }
  }

  /** Time runs while the preface, the first frame or a header block is unfinished. */
  private void time() {
    boolean headers = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
    if (type < 0 || block || (skip > 0 && headers)) {
      guard.headBegan();
    } else {
      guard.headEnded();
    }
  }

  /**
   * Grants one answer; a reset for the client's own mistake costs what a premature reset costs,
   * since the client can ask for as many as it likes (CVE-2025-8671).
   */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    grant = Math.min(grant + 1, MAX_GRANT);
    if (message instanceof ByteBuf bytes
        && bytes.readableBytes() == RESET_BYTES
        && bytes.getInt(bytes.readerIndex()) == RESET_START
        && blames(bytes.getUnsignedInt(bytes.readerIndex() + HEADER_BYTES))
        && !dead
        && !resets.take(guard.now())) {
      dead = true;
      ctx.executor()
          .execute(() -> guard.calm(Refusal.PREMATURE_RESETS, "Too many streams had to be reset."));
    }
    ctx.write(message, promise);
  }

  static boolean blames(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return error != null
        && switch (error) {
          case PROTOCOL_ERROR,
              FLOW_CONTROL_ERROR,
              STREAM_CLOSED,
              FRAME_SIZE_ERROR,
              REFUSED_STREAM,
              COMPRESSION_ERROR ->
              true;
          case NO_ERROR,
              INTERNAL_ERROR,
              SETTINGS_TIMEOUT,
              CANCEL,
              CONNECT_ERROR,
              ENHANCE_YOUR_CALM,
              INADEQUATE_SECURITY,
              HTTP_1_1_REQUIRED ->
              false;
        };
  }
}
