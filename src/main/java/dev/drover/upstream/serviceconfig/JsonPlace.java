package dev.drover.upstream.serviceconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.drover.status.GrpcCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One place in a document of proto3's JSON, where null is the same as nothing, and the list of what
 * is wrong in all of it. What is wrong reads as absent.
 */
record JsonPlace(JsonNode node, String pointer, List<String> problems) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(\\.[0-9]{1,9})?s");
  private static final BigDecimal UINT32 = BigDecimal.valueOf(0xFFFFFFFFL);

  /** A hundred years: whatever is longer is as good as that, and fits into nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * The root of a text.
   *
   * @throws InvalidServiceConfig when it is not JSON
   */
  static JsonPlace root(String json) {
    try {
      return new JsonPlace(MAPPER.readTree(json), "", new ArrayList<>());
    } catch (JsonProcessingException wrong) {
      throw new InvalidServiceConfig(List.of("it is not JSON: " + wrong.getOriginalMessage()));
    }
  }

  boolean present() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** A member of this object, present or not. */
  JsonPlace at(String key) {
    JsonNode member = node.path(key);
    return new JsonPlace(member, pointer + "/" + key, problems);
  }

  /** Whether it is an object; says so where it is something else. */
  boolean object() {
    return is(node.isObject(), "an object");
  }

  /** The items of this list; none when it is absent. */
  List<JsonPlace> items() {
    List<JsonPlace> items = new ArrayList<>();
    if (present() && is(node.isArray(), "a list")) {
      for (int i = 0; i < node.size(); i++) {
        items.add(new JsonPlace(node.get(i), pointer + "/" + i, problems));
      }
    }
    return items;
  }

  void problem(String sentence) {
    problems.add((pointer.isEmpty() ? "the document" : pointer) + ": " + sentence);
  }

  private boolean is(boolean right, String expected) {
    if (!right) {
      problem("expected " + expected + ", found " + found());
    }
    return right;
  }

  private String found() {
    String text = node instanceof MissingNode ? "nothing" : node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  Optional<String> text() {
    return present() && is(node.isTextual(), "a string")
        ? Optional.of(node.textValue())
        : Optional.empty();
  }

  Optional<Boolean> bool() {
    return present() && is(node.isBoolean(), "true or false")
        ? Optional.of(node.booleanValue())
        : Optional.empty();
  }

  /** A google.protobuf.Duration that is not negative, such as {@code "1.5s"}. */
  Optional<Duration> duration() {
    if (!present()) {
      return Optional.empty();
    }
    Matcher form = DURATION.matcher(node.isTextual() ? node.textValue() : "");
    if (!is(form.matches(), "a duration in seconds such as \"1.5s\"")) {
      return Optional.empty();
    }
    String fraction = form.group(2) == null ? "" : form.group(2).substring(1);
    long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
    Duration duration = Duration.ofSeconds(Long.parseLong(form.group(1)), nanos);
    return Optional.of(duration.compareTo(LONGEST) > 0 ? LONGEST : duration);
  }

  /** The same, and not zero. */
  Optional<Duration> positiveDuration() {
    return duration()
        .filter(duration -> is(!duration.isZero(), "a duration that is longer than nothing"));
  }

  /** A number, or one in quotes. */
  Optional<BigDecimal> number(String expected) {
    if (!present()) {
      return Optional.empty();
    }
    try {
      if (node.isNumber() || node.isTextual()) {
        return Optional.of(new BigDecimal(node.asText()));
      }
    } catch (NumberFormatException none) {
      // said below
    }
    is(false, expected);
    return Optional.empty();
  }

  /** A uint32 in that range. */
  Optional<Long> whole(long least) {
    String expected = "a whole number from " + least + " to 4294967295";
    return number(expected)
        .filter(
            number ->
                is(
                    number.stripTrailingZeros().scale() <= 0
                        && number.compareTo(BigDecimal.valueOf(least)) >= 0
                        && number.compareTo(UINT32) <= 0,
                    expected))
        .map(BigDecimal::longValue);
  }

  /** A number above 0. */
  Optional<Double> positive() {
    String expected = "a number above 0";
    return number(expected)
        .map(BigDecimal::doubleValue)
        .filter(number -> is(number > 0 && Double.isFinite(number), expected));
  }

  /** The codes in this list, by name in any case or by number; OK is none of them. */
  Set<GrpcCode> codes() {
    Set<GrpcCode> codes = EnumSet.noneOf(GrpcCode.class);
    items().forEach(item -> item.code().ifPresent(codes::add));
    return codes;
  }

  private Optional<GrpcCode> code() {
    for (GrpcCode code : GrpcCode.values()) {
      boolean meant =
          node.isTextual()
              ? code.name().equalsIgnoreCase(node.textValue())
              : node.isIntegralNumber() && node.asLong() == code.number();
      if (meant && code != GrpcCode.OK) {
        return Optional.of(code);
      }
    }
    is(false, "the name or the number of a gRPC code other than OK");
    return Optional.empty();
  }
}
