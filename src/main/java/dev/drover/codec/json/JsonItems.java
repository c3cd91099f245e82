package dev.drover.codec.json;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Takes a stream of JSON apart into its items while it comes: the elements of one array, or values
 * that follow one another with white space between them, as in NDJSON. Looks only at brackets and
 * strings; whether an item is JSON is for its reader to see. Keeps at most one item that is not
 * complete. Confined to one thread.
 */
public final class JsonItems {
  /** Takes the bytes of one item; they are valid for the length of the call. */
  @FunctionalInterface
  public interface Sink {
    void item(byte[] bytes, int offset, int length);
  }

  private enum Shape {
    UNKNOWN,
    ARRAY,
    SEQUENCE
  }

  /** Where the reader stands between the items of an array. */
  private enum Place {
    FIRST,
    VALUE,
    SEPARATOR,
    CLOSED
  }

  private final int most;
  private Shape shape = Shape.UNKNOWN;
  private Place place = Place.FIRST;
  private byte[] partial = {};
  private int kept;
  private boolean inside;
  private boolean scalar;
  private boolean string;
  private boolean escaped;
  private int depth;
  private long items;

  /**
   * @param most how many bytes an item may have
   */
  public JsonItems(int most) {
    this.most = most;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws Failure MALFORMED where no item can be, TOO_LARGE when one has too many bytes
   */
  public void feed(Buffer content, Sink sink) {
    byte[] bytes = content.getBytes();
    int start = 0;
    int at = 0;
    while (at < bytes.length) {
      if (!inside) {
        at += between(bytes[at]) ? 0 : 1;
        start = at;
      } else {
        int after = advance(bytes, at);
        if (inside) {
          at = after;
        } else {
          complete(bytes, start, after, sink);
          start = after;
          at = after;
        }
      }
    }
    if (inside) {
      keep(bytes, start, bytes.length);
    }
  }

  /**
   * The stream has ended.
   *
   * @throws Failure MALFORMED when it has ended within an item, or within its array
   */
  public void end(Sink sink) {
    if (inside && scalar && shape == Shape.SEQUENCE && !string) {
      inside = false;
      complete(new byte[0], 0, 0, sink);
    }
    if (inside) {
      throw malformed("The stream ends within item " + items + ".");
    }
    if (shape == Shape.ARRAY && place != Place.CLOSED) {
      throw malformed("The stream ends before its array does, after item " + items + ".");
    }
  }

  /** Handles a byte between two items; gives back whether it begins one. */
  private boolean between(byte b) {
    if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      return false;
    }
    if (shape == Shape.UNKNOWN) {
      shape = b == '[' ? Shape.ARRAY : Shape.SEQUENCE;
      if (shape == Shape.ARRAY) {
        return false;
      }
    }
    if (shape == Shape.ARRAY && !element(b)) {
      return false;
    }
    if (b == ',' || b == ']' || b == '}' || b == ':') {
      throw malformed("\"" + (char) b + "\" stands where item " + (items + 1) + " should begin.");
    }
    items++;
    inside = true;
    depth = 0;
    string = false;
    escaped = false;
    scalar = b != '{' && b != '[';
    return true;
  }

  /** Whether the byte begins an element of the array, rather than separating or closing. */
  private boolean element(byte b) {
    switch (place) {
      case FIRST, VALUE -> {
        if (b == ']' && place == Place.FIRST) {
          place = Place.CLOSED;
          return false;
        }
        return true;
      }
      case SEPARATOR -> {
        if (b != ',' && b != ']') {
          throw malformed("A comma is missing after item " + items + ".");
        }
        place = b == ',' ? Place.VALUE : Place.CLOSED;
        return false;
      }
      default -> throw malformed("Something follows the end of the array.");
    }
  }

  /** Moves on within an item, to behind its last byte or to the end of the bytes. */
  private int advance(byte[] bytes, int from) {
    for (int at = from; at < bytes.length; at++) {
      byte b = bytes[at];
      if (string) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          string = false;
          if (depth == 0) {
            inside = false;
            return at + 1;
          }
        }
      } else if (b == '"') {
        string = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth == 0) {
          inside = false; // the end of the array, behind a number or a word
          return at;
        }
        if (--depth == 0) {
          inside = false;
          return at + 1;
        }
      } else if (scalar && depth == 0 && (b == ',' || b <= ' ' && b >= 0)) {
        inside = false;
        return at;
      }
    }
    return bytes.length;
  }

  private void complete(byte[] bytes, int start, int end, Sink sink) {
    place = Place.SEPARATOR;
    if (kept == 0) {
      limit(end - start);
      sink.item(bytes, start, end - start);
      return;
    }
    keep(bytes, start, end);
    byte[] item = partial;
    int length = kept;
    partial = new byte[0];
    kept = 0;
    sink.item(item, 0, length);
  }

  private void keep(byte[] bytes, int start, int end) {
    int size = kept + end - start;
    limit(size);
    if (size > partial.length) {
      partial = Arrays.copyOf(partial, Math.max(size, Math.min(partial.length * 2, most)));
    }
    System.arraycopy(bytes, start, partial, kept, end - start);
    kept = size;
  }

  private void limit(int size) {
    if (size > most) {
      throw Failure.of(
          Reason.TOO_LARGE,
          "Item "
              + items
              + " of the stream has "
              + size
              + " bytes or more; "
              + most
              + " are allowed here.");
    }
  }

  private Failure malformed(String sentence) {
    return Failure.of(Reason.MALFORMED, sentence);
  }
}
