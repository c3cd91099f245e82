package dev.drover.filter.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The widest reading of a path: what the most forgiving of upstreams may take it for. Escapes are
 * decoded until none is left, backslashes are slashes, empty and dot segments are gone, so are path
 * parameters, what follows a question mark or a hash, and dots and spaces at the end of a segment;
 * everything is in lower case.
 *
 * <p>A rule that allows must hold of a path as it is and as it may be read; a rule that denies, of
 * either.
 */
final class LoosePath {
  private static final int MOST_DECODINGS = 10;

  private LoosePath() {}

  /** The reading; the same string when there is only one. */
  static String of(String path) {
    if (plain(path)) {
      return path;
    }
    String decoded = path;
    for (int i = 0; i < MOST_DECODINGS && decoded.indexOf('%') >= 0; i++) {
      String next = decode(decoded);
      if (next.equals(decoded)) {
        break;
      }
      decoded = next;
    }
    return segments(decoded.replace('\\', '/'));
  }

  private static boolean plain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean end = i + 1 == path.length() || path.charAt(i + 1) == '/';
      if (c >= 128 || c >= 'A' && c <= 'Z' || "%;\\?#\0".indexOf(c) >= 0) {
        return false;
      }
      if (end && path.length() > 1 && (c == '/' || c == '.' || c == ' ')) {
        return false;
      }
    }
    return true;
  }

  private static String segments(String path) {
    int end = path.length();
    for (int i = 0; i < end; i++) {
      if ("?#\0".indexOf(path.charAt(i)) >= 0) {
        end = i;
      }
    }
    List<String> kept = new ArrayList<>();
    for (String segment : path.substring(0, end).split("/", -1)) {
      int parameter = segment.indexOf(';');
      String name = parameter < 0 ? segment : segment.substring(0, parameter);
      if (name.strip().equals("..")) {
        if (!kept.isEmpty()) {
          kept.remove(kept.size() - 1);
        }
        continue;
      }
      int length = name.length();
      while (length > 0 && (name.charAt(length - 1) == '.' || name.charAt(length - 1) <= ' ')) {
        length--;
      }
      if (length > 0) {
        kept.add(name.substring(0, length).toLowerCase(Locale.ROOT));
      }
    }
    return "/" + String.join("/", kept);
  }

  private static String decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        bytes[length++] = bytes[i];
      } else {
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
