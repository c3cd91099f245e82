package dev.drover.upstream;

import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.HttpUtils;
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

  /**
   * Sets a field.
   *
   * @param name in lower case
   */
  public static void set(MultiMap fields, CharSequence name, String value) {
    if (are(fields)) {
      inside(fields).set(name, value);
    } else {
      fields.set(name, value);
    }
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

  /** Each line of a message of either version, its name in lower case. */
  static Iterable<Map.Entry<CharSequence, CharSequence>> lines(MultiMap fields) {
    if (are(fields)) {
      return inside(fields);
    }
    HeadersMultiMap lines =
        fields instanceof HeadersMultiMap known
            ? known
            : HeadersMultiMap.httpHeaders().addAll(fields);
    return () -> new Lowered(lines.iteratorCharSequence());
  }

  private record Lowered(Iterator<Map.Entry<CharSequence, CharSequence>> lines)
      implements Iterator<Map.Entry<CharSequence, CharSequence>> {
    @Override
    public boolean hasNext() {
      return lines.hasNext();
    }

    @Override
    public Map.Entry<CharSequence, CharSequence> next() {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      CharSequence name = HttpUtils.toLowerCase(line.getKey());
      return name == line.getKey() ? line : Map.entry(name, line.getValue());
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
