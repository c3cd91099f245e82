package dev.drover.route;

import dev.drover.status.Failure;
import dev.drover.status.Reason;

/**
 * Gives a path its one spelling. Routes are matched against it, and it is what goes upstream: a
 * request can never reach an upstream under another path than the one its route matched.
 *
 * <p>The rules are those of RFC 3986, section 6.2.2, and refuse what upstreams are known to read in
 * different ways; {@code docs/routing.md} has them as a table. What comes out comes out unchanged
 * when it goes in again. Immutable, for all threads. A path that is already normalised is returned
 * as the same string after one scan, without allocation.
 */
public final class PathNormalizer {
  /** What becomes of slashes that follow one another. */
  public enum Slashes {
    KEEP,
    /** They become one. */
    MERGE
  }

  /** What becomes of {@code %2F}. */
  public enum EncodedSlash {
    /** It stays, and separates no segments. */
    KEEP,
    /** The request is refused. */
    REJECT
  }

  private final boolean merge;
  private final boolean rejectSlash;

  private PathNormalizer(Slashes slashes, EncodedSlash encodedSlash) {
    this.merge = slashes == Slashes.MERGE;
    this.rejectSlash = encodedSlash == EncodedSlash.REJECT;
  }

  /** A normaliser that merges slashes and keeps encoded ones. */
  public static PathNormalizer of() {
    return of(Slashes.MERGE, EncodedSlash.KEEP);
  }

  public static PathNormalizer of(Slashes slashes, EncodedSlash encodedSlash) {
    return new PathNormalizer(slashes, encodedSlash);
  }

  /**
   * The normalised path.
   *
   * @param path the path part of a request target as it was received, or {@code *}, which stays
   * @throws Failure {@link Reason#MALFORMED} when the rules refuse the path
   */
  public String normalize(String path) {
    int length = path.length();
    if (length == 0 || path.charAt(0) != '/') {
      if (path.equals("*")) {
        return path;
      }
      throw refuse("The path must begin with a slash.");
    }
    int i = 1;
    while (i < length) {
      int step =
          switch (Characters.of(path.charAt(i))) {
            case Characters.PLAIN -> 1;
            case Characters.SLASH -> merge && path.charAt(i - 1) == '/' ? 0 : 1;
            case Characters.DOT -> path.charAt(i - 1) == '/' && dots(path, i) ? 0 : 1;
            case Characters.PERCENT -> settled(path, i);
            default -> 0;
          };
      if (step == 0) {
        return new Rebuild(path).path();
      }
      i += step;
    }
    return path;
  }

  /** Whether the segment that begins with the dot at {@code i} may be a dot segment. */
  private static boolean dots(String path, int i) {
    int next = i + 1;
    if (next < path.length() && path.charAt(next) == '.') {
      next++;
    }
    return next == path.length() || "/;%".indexOf(path.charAt(next)) >= 0;
  }

  /** How many characters, from {@code i} on, are escapes that stay as they are. */
  private static int settled(String path, int i) {
    int value = Percent.byteAt(path, i);
    if (value >= 0x80) {
      int size = Percent.utf8(path, i);
      for (int k = 0; k < size; k++) {
        if (!Percent.capital(path, i + 3 * k)) {
          return 0;
        }
      }
      return 3 * size;
    }
    return value < 0
            || Characters.control(value)
            || value == '/'
            || value == '\\'
            || Characters.unreserved(value)
            || !Percent.capital(path, i)
        ? 0
        : 3;
  }

  private static Failure refuse(String sentence) {
    return Failure.of(Reason.MALFORMED, sentence);
  }

  /** The slow way: builds the normalised path, or says why there is none. */
  private final class Rebuild {
    private final String path;
    private final StringBuilder out;
    private int segment = 1;

    Rebuild(String path) {
      this.path = path;
      this.out = new StringBuilder(path.length() + 8).append('/');
    }

    String path() {
      for (int i = 1; i < path.length(); ) {
        char c = path.charAt(i);
        switch (Characters.of(c)) {
          case Characters.SLASH -> {
            close(false);
            i++;
          }
          case Characters.PERCENT -> i += escape(i);
          case Characters.ESCAPE -> {
            Percent.append(out, c);
            i++;
          }
          case Characters.NEVER ->
              throw refuse(
                  "The path has a character at position " + (i + 1) + " that no path may have.");
          default -> {
            out.append(c);
            i++;
          }
        }
      }
      close(true);
      return out.toString();
    }

    private int escape(int i) {
      int value = Percent.byteAt(path, i);
      String place = " at position " + (i + 1) + ".";
      if (value < 0) {
        throw refuse("The path has an invalid percent escape" + place);
      }
      if (value >= 0x80) {
        int size = Percent.utf8(path, i);
        if (size == 0) {
          throw refuse("The path has escapes that are not UTF-8" + place);
        }
        for (int k = 0; k < size; k++) {
          Percent.append(out, Percent.byteAt(path, i + 3 * k));
        }
        return 3 * size;
      }
      if (Characters.control(value)) {
        throw refuse("The path has an escaped control character" + place);
      }
      if (value == '\\') {
        throw refuse("The path has an escaped backslash" + place);
      }
      if (value == '/' && rejectSlash) {
        throw refuse("The path has an escaped slash" + place);
      }
      if (Characters.unreserved(value)) {
        out.append((char) value);
      } else {
        Percent.append(out, value);
      }
      return 3;
    }

    /** Ends the segment that stands at the end of {@code out}. */
    private void close(boolean last) {
      int length = out.length() - segment;
      if (DotSegment.hidden(out, segment)) {
        throw refuse("The path hides a dot segment behind a path parameter or an escaped slash.");
      }
      if (DotSegment.is(out, segment, out.length())) {
        if (length == 2 && segment == 1) {
          throw refuse("The path leads above the root.");
        }
        out.setLength(length == 1 ? segment : out.lastIndexOf("/", segment - 2) + 1);
      } else if (!last && (length > 0 || !merge)) {
        out.append('/');
      }
      segment = out.length();
    }
  }
}
