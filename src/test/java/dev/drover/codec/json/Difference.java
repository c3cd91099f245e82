package dev.drover.codec.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Where the codec and JsonFormat read a value differently, as docs/transcoding-json.md lists it. A
 * predicate sees the field and the text of the value in JSON.
 */
enum Difference {
  /** JsonFormat takes an array of one scalar for the scalar. */
  ARRAYS_OF_ONE((field, json) -> json.startsWith("[") && isText(field)),

  /** JsonFormat takes numbers and booleans for strings, and so for base64, times and masks. */
  NUMBERS_FOR_STRINGS(
      (field, json) ->
          !json.startsWith("\"")
              && (isOf(field, FieldDescriptor.Type.STRING)
                  || isOf(field, FieldDescriptor.Type.BYTES)
                  || isKnown(field, WellKnown.FIELD_MASK))),

  /** JsonFormat takes "true" for true. */
  STRINGS_FOR_BOOLEANS(
      (field, json) -> isOf(field, FieldDescriptor.Type.BOOL) && json.equals("\"true\"")),

  /** JsonFormat takes texts for numbers that are no numbers of JSON. */
  UNUSUAL_NUMBERS(
      (field, json) ->
          isNumber(field)
              && Set.of(
                      "\"+1\"",
                      "\"01\"",
                      "\".5\"",
                      "\"1.\"",
                      "\"1f\"",
                      "\"0x10\"",
                      "\" 1\"",
                      "\"1 \"")
                  .contains(json)),

  /** JsonFormat reads a number that no double holds as infinity in a Value. */
  INFINITY_IN_VALUES((field, json) -> isStruct(field) && Pattern.matches("-?1e400", json)),

  /** JsonFormat takes the sign off a zero in a double. */
  NEGATIVE_ZERO((field, json) -> isOf(field, FieldDescriptor.Type.DOUBLE) && json.equals("-0")),

  /** JsonFormat refuses base64 with characters of both alphabets. */
  MIXED_BASE64((field, json) -> isOf(field, FieldDescriptor.Type.BYTES) && json.equals("\"+_8=\"")),

  /** JsonFormat takes dates that there are not, until 2027. */
  WRONG_DATES(
      (field, json) ->
          isKnown(field, WellKnown.TIMESTAMP) && json.equals("\"2021-02-29T12:00:00Z\"")),

  /** JsonFormat takes a point without digits behind it. */
  POINTS_WITHOUT_DIGITS(
      (field, json) -> isKnown(field, WellKnown.DURATION) && json.equals("\"1.s\"")),

  /** JsonFormat takes underscores in the paths of a mask. */
  UNDERSCORES_IN_MASKS(
      (field, json) ->
          isKnown(field, WellKnown.FIELD_MASK) && json.contains("_") && json.startsWith("\"")),

  /** JsonFormat, told to ignore unknown names of enums, ignores whatever is no value of them. */
  IGNORED_ENUMS(
      (field, json) ->
          isOf(field, FieldDescriptor.Type.ENUM)
              && (json.equals("true") || json.equals("false") || json.equals("null")));

  private final BiPredicate<FieldDescriptor, String> holds;

  Difference(BiPredicate<FieldDescriptor, String> holds) {
    this.holds = holds;
  }

  /** Whether a difference is to be expected for this value, of the field or one of its elements. */
  static boolean explains(FieldDescriptor field, boolean whole, JsonNode value) {
    String json = value.toString();
    if (whole && json.equals("null")) {
      return false;
    }
    boolean container = whole && field.isRepeated();
    if (container && !field.isMapField() && json.length() > 2 && json.startsWith("[")) {
      return Arrays.stream(values())
          .anyMatch(d -> d.holds.test(field, json.substring(1, json.length() - 1)));
    }
    if (container && field.isMapField() && json.length() > 2 && json.startsWith("{")) {
      FieldDescriptor of = field.getMessageType().findFieldByNumber(2);
      return Arrays.stream(json.substring(1, json.length() - 1).split("[,:]"))
          .anyMatch(part -> explains(of, part));
    }
    return !container && explains(field, json);
  }

  private static boolean explains(FieldDescriptor field, String json) {
    return Arrays.stream(values()).anyMatch(d -> d.holds.test(field, json));
  }

  private static boolean isText(FieldDescriptor field) {
    return field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
        || isKnown(field, WellKnown.WRAPPER)
        || isKnown(field, WellKnown.TIMESTAMP)
        || isKnown(field, WellKnown.DURATION)
        || isKnown(field, WellKnown.FIELD_MASK);
  }

  private static boolean isNumber(FieldDescriptor field) {
    return switch (type(field)) {
      case BOOL, STRING, BYTES, MESSAGE, GROUP -> false;
      default -> true;
    };
  }

  private static boolean isOf(FieldDescriptor field, FieldDescriptor.Type type) {
    return type(field) == type;
  }

  /** The type of the field, or of the field that its wrapper wraps. */
  private static FieldDescriptor.Type type(FieldDescriptor field) {
    return isKnown(field, WellKnown.WRAPPER)
        ? WellKnown.wrapped(field.getMessageType()).getType()
        : field.getType();
  }

  private static boolean isKnown(FieldDescriptor field, WellKnown known) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && WellKnown.of(field.getMessageType()) == known;
  }

  private static boolean isStruct(FieldDescriptor field) {
    return isKnown(field, WellKnown.VALUE)
        || isKnown(field, WellKnown.LIST_VALUE)
        || isKnown(field, WellKnown.STRUCT);
  }
}
