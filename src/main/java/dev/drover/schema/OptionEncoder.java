package dev.drover.schema;

import static com.google.protobuf.Descriptors.FieldDescriptor.JavaType.MESSAGE;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.squareup.wire.schema.internal.parser.OptionElement;
import com.squareup.wire.schema.internal.parser.OptionElement.Kind;
import com.squareup.wire.schema.internal.parser.OptionElement.OptionPrimitive;
import dev.drover.config.NearestName;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads options as they are written into the bytes that the options message has for them. What is
 * wrong is an IllegalArgumentException.
 */
final class OptionEncoder {
  private final Map<String, FieldDescriptor> extensions;

  /**
   * @param extensions all that may be options, by full name
   */
  OptionEncoder(Map<String, FieldDescriptor> extensions) {
    this.extensions = extensions;
  }

  /**
   * The bytes of an options message that has this option only.
   *
   * @param options which message, such as google.protobuf.FieldOptions
   * @param symbol where the option stands; names are looked up from there outwards
   */
  ByteString encode(Descriptor options, String symbol, OptionElement option) {
    OptionElement plain = unfolded(option);
    FieldDescriptor field =
        plain.isParenthesized()
            ? extension(options, symbol, plain.getName())
            : field(options, plain.getName());
    DynamicMessage.Builder message = DynamicMessage.newBuilder(field.getContainingType());
    put(message, field, symbol, primitive(plain));
    return message.build().toByteString();
  }

  /** {@code a.b = 1}, which Wire gives as one name, as the option b inside of a. */
  private static OptionElement unfolded(OptionElement option) {
    int dot = option.isParenthesized() ? -1 : option.getName().indexOf('.');
    if (dot < 0) {
      return option;
    }
    OptionElement inner =
        option.copy(
            option.getName().substring(dot + 1), option.getKind(), option.getValue(), false);
    return option.copy(option.getName().substring(0, dot), Kind.OPTION, unfolded(inner), false);
  }

  private static Object primitive(OptionElement option) {
    return switch (option.getKind()) {
      case BOOLEAN, ENUM, NUMBER -> new OptionPrimitive(option.getKind(), option.getValue());
      case LIST, MAP, OPTION, STRING -> option.getValue();
    };
  }

  private FieldDescriptor extension(Descriptor options, String symbol, String name) {
    FieldDescriptor found = lookUp(symbol, name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no option (" + name + ") is known; is the file that defines it imported?");
    }
    if (!found.getContainingType().getFullName().equals(options.getFullName())) {
      throw new IllegalArgumentException(
          "the option (" + name + ") is one of " + found.getContainingType().getFullName());
    }
    return found;
  }

  private @Nullable FieldDescriptor lookUp(String symbol, String name) {
    if (name.startsWith(".")) {
      return extensions.get(name.substring(1));
    }
    for (String scope = symbol; ; scope = scope.substring(0, Math.max(0, scope.lastIndexOf('.')))) {
      FieldDescriptor found = extensions.get(FileDraft.symbol(scope, name));
      if (found != null || scope.isEmpty()) {
        return found;
      }
    }
  }

  private static FieldDescriptor field(Descriptor message, String name) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null) {
      List<String> known = message.getFields().stream().map(FieldDescriptor::getName).toList();
      throw new IllegalArgumentException(
          message.getFullName()
              + " has no option \""
              + name
              + "\""
              + NearestName.advice(name, known));
    }
    return field;
  }

  private void put(
      DynamicMessage.Builder message, FieldDescriptor field, String symbol, Object value) {
    if (value instanceof List<?> values) {
      if (!field.isRepeated()) {
        throw new IllegalArgumentException(field.getName() + " has one value, not a list");
      }
      values.forEach(one -> put(message, field, symbol, one));
    } else if (field.isRepeated()) {
      message.addRepeatedField(field, value(field, symbol, value));
    } else {
      message.setField(field, value(field, symbol, value));
    }
  }

  private Object value(FieldDescriptor field, String symbol, Object value) {
    if (field.getJavaType() == MESSAGE) {
      return message(field, symbol, value);
    }
    if (value instanceof OptionPrimitive primitive) {
      String text = String.valueOf(primitive.getValue());
      try {
        return scalar(field, text);
      } catch (NumberFormatException notOne) {
        throw mismatch(field, text);
      }
    }
    if (value instanceof String text) {
      return switch (field.getType()) {
        case STRING -> text;
        case BYTES -> bytes(text);
        default -> throw mismatch(field, "\"" + text + "\"");
      };
    }
    throw mismatch(field, "a message");
  }

  private DynamicMessage message(FieldDescriptor field, String symbol, Object value) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(field.getMessageType());
    if (value instanceof OptionElement option) {
      OptionElement plain = unfolded(option);
      String name = plain.isParenthesized() ? "[" + plain.getName() + "]" : plain.getName();
      put(message, member(message, symbol, name), symbol, primitive(plain));
    } else if (value instanceof Map<?, ?> members) {
      members.forEach(
          (name, member) ->
              put(message, member(message, symbol, String.valueOf(name)), symbol, member));
    } else {
      throw mismatch(field, String.valueOf(value));
    }
    return message.build();
  }

  private FieldDescriptor member(DynamicMessage.Builder message, String symbol, String name) {
    Descriptor type = message.getDescriptorForType();
    return name.startsWith("[")
        ? extension(type, symbol, name.substring(1, name.length() - 1))
        : field(type, name);
  }

  private static Object scalar(FieldDescriptor field, String text) {
    return switch (field.getType()) {
      case INT32, SINT32, SFIXED32 -> integer(text).intValueExact();
      case UINT32, FIXED32 -> integer(text).intValue();
      case INT64, SINT64, SFIXED64 -> integer(text).longValueExact();
      case UINT64, FIXED64 -> integer(text).longValue();
      case FLOAT -> (float) real(text);
      case DOUBLE -> real(text);
      case BOOL -> truth(field, text);
      case ENUM -> constant(field, text);
      case STRING, BYTES, GROUP, MESSAGE -> throw mismatch(field, text);
    };
  }

  private static BigInteger integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    BigInteger number =
        digits.startsWith("0x") || digits.startsWith("0X")
            ? new BigInteger(digits.substring(2), 16)
            : new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
    return negative ? number.negate() : number;
  }

  private static double real(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private static boolean truth(FieldDescriptor field, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw mismatch(field, text);
    }
    return text.equals("true");
  }

  private static EnumValueDescriptor constant(FieldDescriptor field, String text) {
    EnumValueDescriptor constant = field.getEnumType().findValueByName(text);
    if (constant == null) {
      throw mismatch(field, text);
    }
    return constant;
  }

  private static IllegalArgumentException mismatch(FieldDescriptor field, String text) {
    return new IllegalArgumentException(
        text + " is no value of the option " + field.getName() + " (" + typeName(field) + ")");
  }

  private static String typeName(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case ENUM -> field.getEnumType().getFullName();
      case MESSAGE -> field.getMessageType().getFullName();
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
          field.toProto().getType().name().substring("TYPE_".length());
    };
  }

  /** The octets of a text whose escapes were read as characters. */
  static ByteString bytes(String text) {
    return text.chars().allMatch(c -> c <= 0xff)
        ? ByteString.copyFrom(text, StandardCharsets.ISO_8859_1)
        : ByteString.copyFromUtf8(text);
  }
}
