package dev.drover.upstream;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * A request being written to a connection, head first. The head leaves together with what comes
 * next in the same breath; a body that is known as a whole gets its length.
 */
final class Outgoing implements WriteStream<Buffer> {
  private static final StreamPriority PRIORITY = new StreamPriority();
  private static final Future<Void> SENT = Future.succeededFuture();

  private final HttpClientStream stream;
  private final HttpRequestHead head;
  private final boolean http1;
  private boolean headSent;

  Outgoing(
      HttpClientStream stream,
      HttpMethod method,
      String target,
      String authority,
      MultiMap headers) {
    this.stream = stream;
    this.http1 = stream.version() != HttpVersion.HTTP_2;
    this.head = new HttpRequestHead(method, target, headers, authority, target, null);
  }

  /** The head alone; content follows. */
  void sendHead() {
    sendHead(null, false, false);
  }

  /** The head of a request that leaves HTTP if the server agrees. */
  void sendUpgrade() {
    sendHead(null, false, true);
  }

  private Future<Void> sendHead(@Nullable ByteBuf content, boolean end, boolean upgrade) {
    headSent = true;
    if (!http1) {
      ClientChannel.begin(stream, head, content, end);
      return SENT;
    }
    boolean sized = head.headers.contains(HttpHeaders.CONTENT_LENGTH);
    if (end && !sized && (content != null || expectsContent(head.method))) {
      int length = content == null ? 0 : content.readableBytes();
      head.headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
    }
    boolean chunked = !end && !sized && !upgrade;
    return stream.writeHead(head, chunked, content, end, PRIORITY, upgrade);
  }

  /** RFC 9110, section 8.6: such a method without content says so. */
  private static boolean expectsContent(HttpMethod method) {
    return method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH;
  }

  @Override
  public Future<Void> write(Buffer content) {
    ByteBuf bytes = ((BufferInternal) content).getByteBuf();
    return headSent ? stream.writeBuffer(bytes, false) : sendHead(bytes, false, false);
  }

  @Override
  public Future<Void> end(Buffer content) {
    ByteBuf bytes = ((BufferInternal) content).getByteBuf();
    return headSent ? stream.writeBuffer(bytes, true) : sendHead(bytes, true, false);
  }

  @Override
  public Future<Void> end() {
    return headSent ? stream.end() : sendHead(null, true, false);
  }

  @Override
  public boolean writeQueueFull() {
    return stream.isNotWritable();
  }

  @Override
  public Outgoing drainHandler(@Nullable Handler<Void> handler) {
    stream.drainHandler(handler);
    return this;
  }

  @Override
  public Outgoing setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public Outgoing exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this; // the attempt hears of it
  }
}
