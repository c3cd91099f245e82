package dev.drover.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.EmptyHeaders;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FutureListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request of HTTP/2 as its encoder goes through it: the pseudo-header fields (RFC
 * 9113, section 8.3.1), then the others as they came. The client of Vert.x would put all of them
 * into another map and check them once more.
 *
 * <p>Vert.x takes no head from others, so methods of its stream that are not public are called
 * ({@code docs/decisions.md}). Confined to the event loop of the connection.
 */
final class Http2Head extends EmptyHeaders<CharSequence, CharSequence, Http2Headers>
    implements Http2Headers {
  private static final AsciiString[] PSEUDO = {
    PseudoHeaderName.METHOD.value(),
    PseudoHeaderName.SCHEME.value(),
    PseudoHeaderName.AUTHORITY.value(),
    PseudoHeaderName.PATH.value()
  };

  private static final MethodHandle CREATE =
      method("createStream", HttpRequestHead.class, Http2Headers.class);
  private static final MethodHandle HEAD =
      method("doWriteHeaders", Http2Headers.class, boolean.class, boolean.class, Promise.class);
  private static final MethodHandle DATA =
      method("doWriteData", ByteBuf.class, boolean.class, Promise.class);
  private static final MethodHandle FAIL = method("onException", Throwable.class);

  private static final Promise<Void> UNHEARD = new Unheard();

  private final HttpRequestHead head;
  private final String scheme;
  private final Iterable<Map.Entry<CharSequence, CharSequence>> fields;

  private Http2Head(HttpRequestHead head, String scheme) {
    this.head = head;
    this.scheme = scheme;
    this.fields = Http2Fields.lines(head.headers);
  }

  /**
   * Opens the stream and writes the head, and with it the first content.
   *
   * @param stream of HTTP/2; told when its connection takes no further one
   */
  static void write(
      HttpClientStream stream, HttpRequestHead head, @Nullable ByteBuf content, boolean end) {
    Http2Headers fields = new Http2Head(head, stream.connection().isSsl() ? "https" : "http");
    try {
      CREATE.invokeExact(stream, head, fields);
      if (content == null) {
        HEAD.invokeExact(stream, fields, end, true, UNHEARD);
      } else {
        HEAD.invokeExact(stream, fields, false, false, UNHEARD);
        DATA.invokeExact(stream, content, end, UNHEARD);
      }
    } catch (Http2Exception refused) {
      fail(stream, refused);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable other) {
      throw new IllegalStateException(other);
    }
  }

  private static void fail(HttpClientStream stream, Throwable cause) {
    try {
      FAIL.invokeExact(stream, cause);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable other) {
      throw new IllegalStateException(other);
    }
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    return new Walk();
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

  /** The pseudo-header fields, each in the same entry, then the lines. */
  private final class Walk
      implements Iterator<Map.Entry<CharSequence, CharSequence>>,
          Map.Entry<CharSequence, CharSequence> {
    private final Iterator<Map.Entry<CharSequence, CharSequence>> rest = fields.iterator();
    private int at = -1;

    @Override
    public boolean hasNext() {
      return at < PSEUDO.length - 1 || rest.hasNext();
    }

    @Override
    public Map.Entry<CharSequence, CharSequence> next() {
      if (at < PSEUDO.length - 1) {
        at++;
        return this;
      }
      return rest.next();
    }

    @Override
    public CharSequence getKey() {
      return PSEUDO[at];
    }

    @Override
    public CharSequence getValue() {
      return switch (at) {
        case 0 -> method();
        case 1 -> scheme();
        case 2 -> authority();
        default -> path();
      };
    }

    @Override
    public CharSequence setValue(CharSequence value) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public CharSequence method() {
    return head.method.name();
  }

  @Override
  public CharSequence scheme() {
    return scheme;
  }

  @Override
  public CharSequence authority() {
    return head.authority;
  }

  @Override
  public CharSequence path() {
    return head.uri;
  }

  @Override
  public @Nullable CharSequence status() {
    return null;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public boolean contains(CharSequence name, CharSequence value, boolean caseInsensitive) {
    throw notHere();
  }

  @Override
  public Iterator<CharSequence> valueIterator(CharSequence name) {
    throw notHere();
  }

  @Override
  public Http2Headers method(CharSequence value) {
    throw notHere();
  }

  @Override
  public Http2Headers scheme(CharSequence value) {
    throw notHere();
  }

  @Override
  public Http2Headers authority(CharSequence value) {
    throw notHere();
  }

  @Override
  public Http2Headers path(CharSequence value) {
    throw notHere();
  }

  @Override
  public Http2Headers status(CharSequence value) {
    throw notHere();
  }

  private static UnsupportedOperationException notHere() {
    return new UnsupportedOperationException("A head that is written can only be gone through.");
  }

  private static MethodHandle method(String name, Class<?>... parameters) {
    try {
      Class<?> owner = Class.forName("io.vertx.core.http.impl.Http2ClientConnection$StreamImpl");
      MethodHandle found =
          MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
              .findVirtual(owner, name, MethodType.methodType(void.class, parameters));
      return found.asType(found.type().changeParameterType(0, HttpClientStream.class));
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(
          "This version of Vert.x is not one that Drover knows; use the one it was built with.",
          changed);
    }
  }
}
