package dev.drover.handler.paginate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drover.codec.json.StrictJson;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.UpstreamRequests;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of a page, and what it says of others, in one pass over its JSON; items are
 * neither decoded nor written anew, so that numbers keep all their digits. Immutable.
 */
final class PageReader {
  private final JsonPath items;
  private final @Nullable JsonPath cursor;
  private final @Nullable JsonPath total;
  private final @Nullable String totalHeader;
  private final boolean absent;

  /**
   * @param total a JSON pointer, or {@code header:NAME}; null when there is none
   * @param absent whether a page without the list is one without items
   */
  PageReader(JsonPath items, @Nullable JsonPath cursor, @Nullable String total, boolean absent) {
    this.items = items;
    this.cursor = cursor;
    boolean header = total != null && total.startsWith(HEADER);
    this.totalHeader = total != null && header ? total.substring(HEADER.length()) : null;
    this.total = total == null || header ? null : JsonPath.of(total);
    this.absent = absent;
  }

  /** What begins a total that is found in a header. */
  static final String HEADER = "header:";

  /**
   * Reads a page.
   *
   * @throws Failure PROTOCOL for what is none
   */
  Page read(String target, UpstreamRequests.Answer answer) {
    if (answer.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
      throw refused("has a content encoding, which was not asked for");
    }
    byte[] bytes = answer.body().getBytes();
    Reading reading = new Reading(bytes);
    if (answer.status() != 204) {
      reading.run();
    }
    if (reading.count < 0 && !absent && answer.status() != 204) {
      throw refused("has no list of items where one is expected");
    }
    long all = totalHeader == null ? reading.all : number(answer.headers().get(totalHeader));
    return new Page(
        target,
        answer.headers(),
        bytes,
        reading.bounds,
        Math.max(0, reading.count),
        reading.next,
        all);
  }

  private static Failure refused(String why) {
    return Failure.of(Reason.PROTOCOL, "it " + why + ".");
  }

  private static long number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  /** One pass. */
  private final class Reading {
    private final byte[] bytes;
    private int[] bounds = new int[200];
    private int count = -1;
    private @Nullable String next;
    private long all = -1;

    Reading(byte[] bytes) {
      this.bytes = bytes;
    }

    void run() {
      try (JsonParser in = StrictJson.factory().createParser(bytes)) {
        in.nextToken();
        value(in, 0, items, cursor, total);
        if (in.nextToken() != null) {
          throw refused("is followed by something");
        }
      } catch (IOException malformed) {
        throw Failure.of(Reason.PROTOCOL, "it is no JSON.", malformed);
      }
      for (int i = 0; i < bytes.length; i++) { // within JSON a line ends only between tokens
        if (bytes[i] == '\n' || bytes[i] == '\r') {
          bytes[i] = ' ';
        }
      }
    }

    /** A value that those paths lead to or through, as far as {@code depth}. */
    private void value(
        JsonParser in,
        int depth,
        @Nullable JsonPath list,
        @Nullable JsonPath said,
        @Nullable JsonPath sum)
        throws IOException {
      if (ends(list, depth)) {
        items(in);
      } else if (ends(said, depth)) {
        next = scalar(in);
      } else if (ends(sum, depth)) {
        all = number(scalar(in));
      } else if (in.currentToken() == JsonToken.START_OBJECT
          && (list != null || said != null || sum != null)) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          value(in, depth + 1, on(list, depth, name), on(said, depth, name), on(sum, depth, name));
        }
      } else {
        in.skipChildren();
      }
    }

    private void items(JsonParser in) throws IOException {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        count = 0;
        return;
      }
      if (in.currentToken() != JsonToken.START_ARRAY) {
        in.skipChildren();
        return;
      }
      count = 0;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (2 * count == bounds.length) {
          bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        in.finishToken();
        bounds[2 * count + 1] = (int) in.currentLocation().getByteOffset();
        count++;
      }
    }
  }

  private static boolean ends(@Nullable JsonPath path, int depth) {
    return path != null && path.segments().size() == depth;
  }

  private static @Nullable JsonPath on(@Nullable JsonPath path, int depth, String name) {
    if (path == null) {
      return null;
    }
    List<String> segments = path.segments();
    return depth < segments.size() && segments.get(depth).equals(name) ? path : null;
  }

  /** A string or number that is not empty; null for anything else. */
  private static @Nullable String scalar(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token != JsonToken.VALUE_STRING
        && token != JsonToken.VALUE_NUMBER_INT
        && token != JsonToken.VALUE_NUMBER_FLOAT) {
      in.skipChildren();
      return null;
    }
    String text = in.getText();
    return text.isEmpty() ? null : text;
  }
}
