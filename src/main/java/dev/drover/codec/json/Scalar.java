package dev.drover.codec.json;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Numbers, booleans and enum values in wire form, as 64 bits that are 0 for the default. */
final class Scalar {
  private Scalar() {}

  /** Reads one value that is no text, bytes or message. */
  static long read(FieldDescriptor.Type type, WireReader in) {
    return switch (type) {
      case DOUBLE, FIXED64, SFIXED64 -> in.fixed64();
      case FLOAT, SFIXED32 -> in.fixed32();
      case FIXED32 -> in.fixed32() & 0xFFFFFFFFL;
      case INT64, UINT64 -> in.varint();
      case INT32, ENUM -> (int) in.varint();
      case UINT32 -> in.varint() & 0xFFFFFFFFL;
      case SINT32 -> {
        int bits = (int) in.varint();
        yield bits >>> 1 ^ -(bits & 1);
      }
      case SINT64 -> {
        long bits = in.varint();
        yield bits >>> 1 ^ -(bits & 1);
      }
      case BOOL -> in.varint() != 0 ? 1 : 0;
      case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalArgumentException(type.name());
    };
  }

  /** Writes one value, without its tag. */
  static void write(FieldDescriptor.Type type, long bits, WireWriter out) {
    switch (type) {
      case DOUBLE, FIXED64, SFIXED64 -> out.fixed64(bits);
      case FLOAT, SFIXED32, FIXED32 -> out.fixed32((int) bits);
      case INT64, UINT64, INT32, ENUM, UINT32, BOOL -> out.varint(bits);
      case SINT32 -> out.varint((bits << 1 ^ bits >> 63) & 0xFFFFFFFFL);
      case SINT64 -> out.varint(bits << 1 ^ bits >> 63);
      case STRING, BYTES, MESSAGE, GROUP -> throw new IllegalArgumentException(type.name());
    }
  }

  /** A key of a map as the name of a member. */
  static String keyText(FieldDescriptor.Type type, long bits) {
    return switch (type) {
      case BOOL -> bits != 0 ? "true" : "false";
      case UINT64, FIXED64 -> Long.toUnsignedString(bits);
      case INT32, SINT32, UINT32, FIXED32, SFIXED32, INT64, SINT64, SFIXED64 -> Long.toString(bits);
      case DOUBLE, FLOAT, ENUM, STRING, BYTES, MESSAGE, GROUP ->
          throw new IllegalArgumentException(type.name());
    };
  }
}
