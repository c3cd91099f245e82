package dev.drover.upstream;

import io.netty.handler.codec.EmptyHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.HttpRequestHead;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request of HTTP/2 as its encoder goes through it: the pseudo-header fields (RFC
 * 9113, section 8.3.1), then the others as they came. The client of Vert.x would put all of them
 * into another map and check them once more.
 */
final class Http2Head extends EmptyHeaders<CharSequence, CharSequence, Http2Headers>
    implements Http2Headers {
  private static final AsciiString[] PSEUDO = {
    PseudoHeaderName.METHOD.value(),
    PseudoHeaderName.SCHEME.value(),
    PseudoHeaderName.AUTHORITY.value(),
    PseudoHeaderName.PATH.value()
  };

  private final HttpRequestHead head;
  private final String scheme;
  private final Iterable<Map.Entry<CharSequence, CharSequence>> fields;

  Http2Head(HttpRequestHead head, boolean secure) {
    this.head = head;
    this.scheme = secure ? "https" : "http";
    this.fields = Http2Fields.lines(head.headers);
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    return new Walk();
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
}
