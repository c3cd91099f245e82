package dev.drover.filter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.codec.HopByHop;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Key;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Header fields that tell an upstream who the client is, and that nobody but the gateway may write.
 * What a client sends under such a name never goes on, nor what it sends under a name that an
 * upstream might take for it: CGI and those who came after make {@code X_USER} of {@code x-user}
 * and of {@code x.user} (RFC 3875, section 4.1.18). Immutable.
 */
public final class ClaimFields {
  /** A field as it goes upstream. */
  public record Field(String name, String value) {}

  private static final Key<Set<String>> WRITTEN = Key.of("fields that filters have written");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "grpc-timeout",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final Map<String, String> claims;
  private final Set<String> names;
  private final BitSet lengths = new BitSet();

  private ClaimFields(Map<String, String> claims, Set<String> names) {
    this.claims = claims;
    this.names = names;
    names.forEach(name -> lengths.set(name.length()));
  }

  /**
   * @param forward the claim for each name of a field: a member of the claims, or a path of members
   *     with dots between
   */
  public static ClaimFields of(Map<String, String> forward) {
    return new ClaimFields(
        forward.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue)),
        lower(forward.keySet()));
  }

  /** Fields that somebody else gives values to. */
  public static ClaimFields named(Collection<String> names) {
    return new ClaimFields(Map.of(), lower(names));
  }

  private static Set<String> lower(Collection<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Adds a problem for each name that cannot be one. */
  public static void check(
      String pointer, Collection<String> names, BiConsumer<String, String> problems) {
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!NAME.matcher(lower).matches() || lower.endsWith("-bin")) {
        problems.accept(
            pointer,
            "\"" + name + "\" is no name for such a field; use letters, digits and dashes");
      } else if (RESERVED.contains(lower)) {
        problems.accept(
            pointer,
            "the field \"" + name + "\" belongs to HTTP; use another name, such as x-user");
      }
    }
  }

  /**
   * Removes what the client sent under these names and those that look like them.
   *
   * @throws Failure {@link Reason#MALFORMED} when {@code connection} would remove them later
   */
  public void strip(Exchange exchange) {
    if (names.isEmpty()) {
      return;
    }
    MultiMap headers = exchange.head().headers();
    String connection = headers.get(HttpHeaders.CONNECTION);
    if (connection != null && !connection.equalsIgnoreCase("keep-alive")) {
      refuse(HopByHop.named(headers));
    }
    Set<String> written = exchange.get(WRITTEN);
    List<String> alien = null;
    for (Map.Entry<String, String> field : headers) {
      String name = field.getKey();
      if (lengths.get(name.length())
          && resembles(name)
          && (written == null || !written.contains(name.toLowerCase(Locale.ROOT)))) {
        alien = alien == null ? new ArrayList<>(2) : alien;
        alien.add(name);
      }
    }
    if (alien != null) {
      alien.forEach(headers::remove);
    }
  }

  private void refuse(List<String> named) {
    for (String name : named) {
      if (resembles(name)) {
        throw Failure.of(Reason.MALFORMED, "The Connection header must not name " + name + ".");
      }
    }
  }

  private boolean resembles(String name) {
    for (String own : names) {
      if (resembles(own, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean resembles(String own, String name) {
    if (own.length() != name.length()) {
      return false;
    }
    for (int i = 0; i < own.length(); i++) {
      char mine = own.charAt(i);
      char other = name.charAt(i);
      boolean word = Character.isLetterOrDigit(other);
      if (mine == '-' ? word : mine != Character.toLowerCase(other)) {
        return false;
      }
    }
    return true;
  }

  /** What an identity's claims say in these fields; a claim that is not there has none. */
  public List<Field> of(Identity identity) {
    List<Field> fields = new ArrayList<>();
    claims.forEach(
        (name, path) -> {
          Object claim = claim(identity.claims(), path);
          if (claim != null) {
            fields.add(new Field(name, text(claim)));
          }
        });
    return List.copyOf(fields);
  }

  /** Writes them; only after {@link #strip}. */
  public void write(Exchange exchange, List<Field> fields) {
    if (names.isEmpty()) {
      return;
    }
    MultiMap headers = exchange.head().headers();
    for (Field field : fields) {
      headers.set(field.name(), field.value());
    }
    Set<String> before = exchange.get(WRITTEN);
    if (before == null) {
      exchange.put(WRITTEN, names);
    } else {
      Set<String> all = new HashSet<>(before);
      all.addAll(names);
      exchange.put(WRITTEN, all);
    }
  }

  /** A member of claims: by its name, or else by a path with dots; null when there is none. */
  public static @Nullable Object claim(Map<String, Object> claims, String path) {
    Object whole = claims.get(path);
    int dot = path.indexOf('.');
    if (whole != null || dot < 0) {
      return whole;
    }
    Object inner = claims.get(path.substring(0, dot));
    if (!(inner instanceof Map<?, ?> map)) {
      return null;
    }
    @SuppressWarnings("unchecked") // an object of JSON
    Map<String, Object> members = (Map<String, Object>) map;
    return claim(members, path.substring(dot + 1));
  }

  /**
   * A claim as a field can carry it: visible ASCII and spaces stay, all else is percent-encoded
   * UTF-8, and so is the percent sign; the items of a list have commas between, and none inside.
   */
  static String text(Object claim) {
    if (claim instanceof Collection<?> items) {
      return items.stream()
          .map(item -> encoded(plain(item), ",%"))
          .collect(Collectors.joining(","));
    }
    return encoded(plain(claim), "%");
  }

  private static String plain(@Nullable Object value) {
    if (value instanceof Map || value instanceof Collection) {
      return MAPPER.valueToTree(value).toString();
    }
    return String.valueOf(value);
  }

  private static String encoded(String text, String special) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      boolean edge = one == ' ' && out.length() == 0;
      if (one < ' ' || one == 0x7F || special.indexOf(one) >= 0 || edge) {
        out.append('%').append(HEX[one >> 4 & 15]).append(HEX[one & 15]);
      } else {
        out.append((char) one);
      }
    }
    return out.toString();
  }
}
