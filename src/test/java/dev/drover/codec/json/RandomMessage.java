package dev.drover.codec.json;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random messages that have JSON. */
final class RandomMessage {
  private static final int DEEPEST = 3;

  private static final List<String> TEXTS =
      List.of(
          "", "a", "hello world", "quote \" back \\ slash", "\u00e9\u00fc\u4e2d", "\ud83d\ude01!");
  private static final List<String> ODD_TEXTS =
      List.of("<b>&'=</b>", "\u2028\u2029", "\u0000\u001f\n\t\u007f", "x".repeat(300) + "\u00df");
  private static final long[] LONGS = {
    0, 1, -1, 127, 128, 300, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final double[] DOUBLES = {0, 1, -1.5, 1e10, 0.125, 1024};
  private static final double[] ODD_DOUBLES = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, 4.9e-324, 0.1
  };

  private final Random random;
  private final List<Descriptor> inAny;
  private final boolean odd;

  /**
   * @param inAny the types that an Any may hold
   * @param odd whether there are values that writers show in different ways
   */
  RandomMessage(Random random, List<Descriptor> inAny, boolean odd) {
    this.random = random;
    this.inAny = inAny;
    this.odd = odd;
  }

  /** A message as it comes from the wire, where an alias of an enum value has no name. */
  DynamicMessage of(Descriptor type) {
    return Oracle.message(type, message(type, 0).toByteArray());
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (nested && depth >= DEEPEST || random.nextInt(2) == 0) {
        continue;
      }
      if (field.isMapField()) {
        map(message, field, depth);
      } else if (field.isRepeated()) {
        for (int i = random.nextInt(4); i > 0; i--) {
          message.addRepeatedField(field, value(field, depth));
        }
      } else {
        message.setField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private void map(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
    FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    Set<Object> keys = new HashSet<>();
    for (int i = random.nextInt(random.nextInt(5) == 0 ? 30 : 4); i > 0; i--) {
      Object key =
          keyField.getType() == FieldDescriptor.Type.STRING && random.nextInt(4) > 0
              ? "k" + random.nextInt(100)
              : value(keyField, depth);
      if (keys.add(key)) {
        message.addRepeatedField(
            field,
            DynamicMessage.newBuilder(field.getMessageType())
                .setField(keyField, key)
                .setField(valueField, value(valueField, depth))
                .build());
      }
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getType()) {
      case STRING -> text();
      case BYTES -> bytes();
      case BOOL -> random.nextBoolean();
      case DOUBLE -> number();
      case FLOAT -> (float) number();
      case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> (int) integer();
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> integer();
      case ENUM -> enumeration(field.getEnumType());
      case MESSAGE, GROUP -> submessage(field.getMessageType(), depth);
    };
  }

  private Object enumeration(EnumDescriptor type) {
    if (type.getFullName().equals("google.protobuf.NullValue")) {
      return type.findValueByNumber(0);
    }
    return type.isClosed() || random.nextInt(4) > 0
        ? type.getValues().get(random.nextInt(type.getValues().size()))
        : type.findValueByNumberCreatingIfUnknown(77);
  }

  private String text() {
    List<String> texts = odd && random.nextInt(3) == 0 ? ODD_TEXTS : TEXTS;
    return texts.get(random.nextInt(texts.size()));
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private double number() {
    double[] numbers = odd && random.nextInt(3) == 0 ? ODD_DOUBLES : DOUBLES;
    return odd && random.nextInt(3) == 0
        ? random.nextGaussian()
        : numbers[random.nextInt(numbers.length)];
  }

  private long integer() {
    return random.nextInt(3) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
  }

  private Message submessage(Descriptor type, int depth) {
    Message known =
        switch (WellKnown.of(type)) {
          case TIMESTAMP -> timestamp();
          case DURATION -> duration();
          case FIELD_MASK -> mask();
          case STRUCT -> struct(depth);
          case VALUE -> any(depth);
          case LIST_VALUE -> list(depth);
          case ANY -> packed(depth);
          case PLAIN, WRAPPER -> message(type, depth + 1);
        };
    try {
      return DynamicMessage.parseFrom(type, known.toByteString());
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private int nanos() {
    int[] nanos = {0, 5_000_000, 120_000_000, 34_000, 999_999_999, 1};
    return nanos[random.nextInt(nanos.length)];
  }

  private Timestamp timestamp() {
    long seconds = -62_135_596_800L + (long) (random.nextDouble() * 315_537_897_600L);
    return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos()).build();
  }

  private Duration duration() {
    long seconds = random.nextInt(2) == 0 ? random.nextInt(3) : random.nextLong(315_576_000_000L);
    int sign = random.nextBoolean() ? 1 : -1;
    return Duration.newBuilder().setSeconds(sign * seconds).setNanos(sign * nanos()).build();
  }

  private FieldMask mask() {
    FieldMask.Builder mask = FieldMask.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      mask.addPaths(List.of("a", "foo_bar", "sub.field_name", "x_y_z.q").get(random.nextInt(4)));
    }
    return mask.build();
  }

  private Struct struct(int depth) {
    Struct.Builder struct = Struct.newBuilder();
    for (int i = depth > DEEPEST ? 0 : random.nextInt(3); i > 0; i--) {
      struct.putFields("s" + i, any(depth + 1));
    }
    return struct.build();
  }

  private ListValue list(int depth) {
    ListValue.Builder list = ListValue.newBuilder();
    for (int i = depth > DEEPEST ? 0 : random.nextInt(3); i > 0; i--) {
      list.addValues(any(depth + 1));
    }
    return list.build();
  }

  private Value any(int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> Value.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 1 -> Value.newBuilder().setNumberValue(random.nextInt(1000) / 8.0).build();
      case 2 -> Value.newBuilder().setStringValue(text()).build();
      case 3 -> Value.newBuilder().setStructValue(struct(depth + 1)).build();
      case 4 -> Value.newBuilder().setListValue(list(depth + 1)).build();
      default -> Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    };
  }

  private Any packed(int depth) {
    if (depth >= DEEPEST || random.nextInt(5) == 0) {
      return Any.getDefaultInstance();
    }
    Descriptor type = inAny.get(random.nextInt(inAny.size()));
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + type.getFullName())
        .setValue(submessage(type, depth + 1).toByteString())
        .build();
  }
}
