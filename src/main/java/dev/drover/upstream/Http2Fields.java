package dev.drover.upstream;

import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.Map;

/**
 * The fields of a message as they were read, so that they go on to a message of HTTP/2 without
 * being made strings, checked and lowered in case once more.
 *
 * <p>Vert.x does not show what its map is made of, so a private field is read ({@code
 * docs/decisions.md}).
 */
public final class Http2Fields {
  private static final VarHandle INSIDE = inside();

  private Http2Fields() {}

  /** Whether the map is of a message of HTTP/2. */
  public static boolean are(MultiMap fields) {
    return fields instanceof Http2HeadersAdaptor;
  }

  /** How many fields there are, each line of a repeated name counted. */
  public static int count(MultiMap fields) {
    return inside(fields).size();
  }

  /** Makes the fields of one message those of another, which may each be of any version. */
  public static void copy(MultiMap from, MultiMap to) {
    if (are(from) && are(to)) {
      inside(to).clear();
      inside(to).add(inside(from));
    } else {
      to.setAll(from);
    }
  }

  /**
   * Fields of a message of either version for the writer of a request of HTTP/2, which asks whether
   * there are any and takes names and values as they are; for nobody else, since what it takes for
   * strings are none.
   */
  public static MultiMap written(MultiMap fields) {
    if (are(fields)) {
      return new Written(inside(fields));
    }
    return fields instanceof HeadersMultiMap lines
        ? new Written(lines::iteratorCharSequence)
        : fields;
  }

  private static final class Written extends Http2HeadersAdaptor {
    private final Iterable<Map.Entry<CharSequence, CharSequence>> fields;

    Written(Iterable<Map.Entry<CharSequence, CharSequence>> fields) {
      super(EmptyHttp2Headers.INSTANCE);
      this.fields = fields;
    }

    @Override
    public int size() {
      return fields.iterator().hasNext() ? 1 : 0;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Iterator<Map.Entry<String, String>> iterator() {
      return (Iterator) fields.iterator();
    }
  }

  private static Http2Headers inside(MultiMap fields) {
    return (Http2Headers) INSIDE.get((Http2HeadersAdaptor) fields);
  }

  private static VarHandle inside() {
    Class<?> owner = Http2HeadersAdaptor.class;
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, "headers", Http2Headers.class);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(
          "This version of Vert.x is not one that Drover knows; use the one it was built with.",
          changed);
    }
  }
}
