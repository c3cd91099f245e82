package dev.drover.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1 decoder of Vert.x, which refuses folded headers and tells the guard when a head begins
 * and ends. The decoder reads at most one head per call, so the scan always knows where it is, in
 * whatever pieces requests and bodies arrive.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  private final ConnectionGuard guard;
  private final HeadScan scan = new HeadScan();
  private @Nullable ChannelHandlerContext context;
  private int scanned;
  private boolean body;
  private boolean dead;

  StrictRequestDecoder(HttpServerOptions options, ConnectionGuard guard) {
    super(options);
    this.guard = guard;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    context = ctx;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (dead) {
      buffer.skipBytes(buffer.readableBytes());
      return;
    }
    int before = buffer.readerIndex();
    if (!body) {
      int end = scan.scan(buffer, before + scanned, buffer.writerIndex());
      scanned = end - before;
      if (scan.state() == HeadScan.State.FOLDED) {
        dead = true;
        buffer.skipBytes(buffer.readableBytes());
        guard.headEnded();
        guard.refused(Refusal.FOLDED_HEADER);
        out.add(invalid(new MalformedHead("A header is continued on a second line.")));
        return;
      }
    }
    super.decode(ctx, buffer, out);
    scanned = Math.max(0, scanned - (buffer.readerIndex() - before));
    if (out.isEmpty()) {
      if (!body && scan.state() != HeadScan.State.BLANK) {
        guard.headBegan();
      }
      return;
    }
    if (out.get(0) instanceof HttpRequest) {
      guard.headEnded();
    }
    body = !(out.get(out.size() - 1) instanceof LastHttpContent);
    if (!body) {
      scan.reset();
      scanned = 0;
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (dead) {
      buffer.skipBytes(buffer.readableBytes());
    } else {
      super.decodeLast(ctx, buffer, out);
    }
  }

  /** The head that is being read did not end in time. */
  void expire() {
    ChannelHandlerContext ctx = context;
    if (!dead && ctx != null && !ctx.isRemoved()) {
      dead = true;
      ctx.fireChannelRead(invalid(new HeadTimeout("The header did not end in time.")));
      ctx.fireChannelReadComplete();
    }
  }

  /** Goes to {@link InvalidRequests}, in its turn when requests are pipelined. */
  private static HttpRequest invalid(RuntimeException why) {
    HttpRequest request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, "/", HeadersMultiMap.httpHeaders());
    request.setDecoderResult(DecoderResult.failure(why));
    return request;
  }

  /** A head that is not allowed. */
  static final class MalformedHead extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    MalformedHead(String message) {
      super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** A head that took too long. */
  static final class HeadTimeout extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HeadTimeout(String message) {
      super(message, null, false, false);
    }
  }
}
