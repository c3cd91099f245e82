package dev.drover.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.FutureListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The inside of an unpooled client connection of Vert.x: its channel, and its streams without the
 * request and response objects around them, which a relay has no use for.
 *
 * <p>Vert.x shows neither, nor does it take a head of HTTP/2 from others, so a private field is
 * read and methods that are not public are called, of this version of Vert.x ({@code
 * docs/decisions.md}). Confined to the event loop of the connection.
 */
final class ClientChannel {
  private static final VarHandle ACTUAL = actual();
  private static final MethodHandle CREATE =
      ofStream("createStream", HttpRequestHead.class, Http2Headers.class);
  private static final MethodHandle HEAD =
      ofStream("doWriteHeaders", Http2Headers.class, boolean.class, boolean.class, Promise.class);
  private static final MethodHandle DATA =
      ofStream("doWriteData", ByteBuf.class, boolean.class, Promise.class);
  private static final MethodHandle FAIL = ofStream("onException", Throwable.class);

  private static final Promise<Void> UNHEARD = new Unheard();

  private ClientChannel() {}

  static HttpClientConnectionInternal of(HttpClientConnection connection) {
    return (HttpClientConnectionInternal) ACTUAL.get((UnpooledHttpClientConnection) connection);
  }

  /** One that ends in the middle of a request is nothing to warn of. */
  static void quiet(HttpClientConnection connection) {
    of(connection).evictionHandler(nothing -> {});
  }

  /**
   * Opens a stream of HTTP/2 and writes the head, and with it the first content.
   *
   * @param stream told when its connection takes no further one
   */
  static void begin(
      HttpClientStream stream, HttpRequestHead head, @Nullable ByteBuf content, boolean end) {
    Http2Headers fields = new Http2Head(head, stream.connection().isSsl());
    try {
      try {
        CREATE.invokeExact(stream, head, fields);
      } catch (Http2Exception refused) {
        FAIL.invokeExact(stream, (Throwable) refused);
        return;
      }
      if (content == null) {
        HEAD.invokeExact(stream, fields, end, true, UNHEARD);
      } else {
        HEAD.invokeExact(stream, fields, false, false, UNHEARD);
        DATA.invokeExact(stream, content, end, UNHEARD);
      }
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable other) {
      throw new IllegalStateException(other);
    }
  }

  /**
   * Nobody asks whether a write has succeeded: one that fails ends the stream, which tells. Without
   * any promise Vert.x would end the connection, and all streams with it.
   */
  private static final class Unheard implements Promise<Void>, FutureListener<Void> {
    @Override
    public void operationComplete(io.netty.util.concurrent.Future<Void> written) {}

    @Override
    public boolean tryComplete(Void result) {
      return true;
    }

    @Override
    public boolean tryFail(Throwable cause) {
      return true;
    }

    @Override
    public Future<Void> future() {
      throw new UnsupportedOperationException("Nobody hears of it.");
    }
  }

  private static VarHandle actual() {
    Class<?> owner = UnpooledHttpClientConnection.class;
    try {
      return inside(owner).findVarHandle(owner, "actual", HttpClientConnectionInternal.class);
    } catch (ReflectiveOperationException changed) {
      throw unknown(changed);
    }
  }

  private static MethodHandle ofStream(String name, Class<?>... parameters) {
    try {
      Class<?> owner = Class.forName("io.vertx.core.http.impl.Http2ClientConnection$StreamImpl");
      MethodType type = MethodType.methodType(void.class, parameters);
      MethodHandle found = inside(owner).findVirtual(owner, name, type);
      return found.asType(found.type().changeParameterType(0, HttpClientStream.class));
    } catch (ReflectiveOperationException changed) {
      throw unknown(changed);
    }
  }

  private static Lookup inside(Class<?> owner) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
  }

  private static IllegalStateException unknown(ReflectiveOperationException changed) {
    return new IllegalStateException(
        "This version of Vert.x is not one that Drover knows; use the one it was built with.",
        changed);
  }
}
