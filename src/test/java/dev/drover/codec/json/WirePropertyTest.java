package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages in unusual wire form: they have the JSON of the message that protobuf-java reads. */
class WirePropertyTest {
  private static final int SCHEMAS = 25;
  private static final int MESSAGES = 6;

  @Test
  void fieldsMayBeShuffledSplitRepeatedAndUnknown() {
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          for (int i = 0; i < MESSAGES; i++) {
            Descriptor type = oracle.types.get(random.nextInt(oracle.types.size()));
            byte[] wire = oracle.messages(random, true).of(type).toByteArray();
            byte[] odd = new Shuffle(random).message(type, wire, 0);
            String expected = oracle.print(JsonOptions.CANONICAL, Oracle.message(type, odd));
            if (expected != null) {
              Oracle.assertSameJson(oracle.printed(JsonOptions.CANONICAL, type, odd), expected);
            }
          }
        });
  }

  @Test
  void brokenBytesAreRefusedOrReadAsProtobufReadsThem() {
    int[] read = new int[2];
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          Descriptor type = oracle.types.get(0);
          byte[] wire = oracle.messages(random, true).of(type).toByteArray();
          for (int i = 0; i < 60 && wire.length > 0; i++) {
            byte[] broken = wire.clone();
            for (int flips = 1 + random.nextInt(2); flips > 0; flips--) {
              broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            String expected = expected(oracle, type, broken);
            read[expected == null ? 0 : 1]++;
            try {
              String actual = oracle.printed(JsonOptions.CANONICAL, type, broken);
              if (expected != null && !type.getFile().toProto().getSyntax().equals("proto2")) {
                Oracle.assertSameJson(actual, expected);
              }
            } catch (MalformedMessage malformed) {
              assertThat(expected == null || readByProtobufJavaAlone(malformed))
                  .as("%s but JsonFormat prints %s", malformed.getMessage(), expected)
                  .isTrue();
            }
          }
        });
    assertThat(read[0]).isPositive();
    assertThat(read[1]).isPositive();
  }

  /** Null when JsonFormat refuses, or prints what it does not read. */
  private static @Nullable String expected(Oracle oracle, Descriptor type, byte[] wire) {
    try {
      String json = oracle.print(JsonOptions.CANONICAL, DynamicMessage.parseFrom(type, wire));
      boolean lossy = json != null && oracle.parse(type, json, false) == null;
      return lossy ? null : json;
    } catch (InvalidProtocolBufferException malformed) {
      return null;
    }
  }

  /** It reads a number whose tenth byte promises one more, and tags of more than 32 bits. */
  private static boolean readByProtobufJavaAlone(MalformedMessage malformed) {
    String problem = String.valueOf(malformed.getMessage());
    return problem.endsWith(" more than ten bytes.")
        || problem.endsWith(" a tag of more than 32 bits.");
  }

  /** Writes a message in another order, with what a lenient writer may do. */
  private record Shuffle(Random random) {
    private record Part(int tag, byte[] bytes) {}

    byte[] message(Descriptor type, byte[] wire, int depth) {
      try {
        List<Part> parts = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(wire);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
          FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
          byte[] bytes = value(tag, in);
          boolean delimited =
              WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
          if (field != null && delimited && field.getType() == FieldDescriptor.Type.MESSAGE) {
            bytes = delimited(message(field.getMessageType(), undelimited(bytes), depth + 1));
          }
          parts.add(new Part(tag, bytes));
          if (field != null && field.isPackable() && delimited) {
            parts.remove(parts.size() - 1);
            split(field, undelimited(bytes), parts);
          }
          if (random.nextInt(6) == 0) {
            parts.add(new Part(tag, bytes));
          }
          if (random.nextInt(8) == 0) {
            parts.add(new Part(300_000 << 3, new byte[] {1}));
          }
        }
        if (random.nextInt(3) > 0) {
          Collections.shuffle(parts, random);
        }
        return joined(parts);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    private void split(FieldDescriptor field, byte[] packed, List<Part> parts) throws IOException {
      int wireType = field.getLiteType().getWireType();
      CodedInputStream in = CodedInputStream.newInstance(packed);
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      while (!in.isAtEnd()) {
        byte[] element = value(wireType, in);
        if (random.nextInt(3) == 0) {
          parts.add(new Part(field.getNumber() << 3 | wireType, element));
        } else {
          run.write(element);
          if (random.nextInt(3) == 0) {
            flush(field, run, parts);
          }
        }
      }
      flush(field, run, parts);
    }

    private static void flush(FieldDescriptor field, ByteArrayOutputStream run, List<Part> parts) {
      parts.add(new Part(field.getNumber() << 3 | 2, delimited(run.toByteArray())));
      run.reset();
    }

    /** The bytes of a value, with their length or their end of a group. */
    private static byte[] value(int tag, CodedInputStream in) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readUInt64());
        case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readFixed32());
        case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readFixed64());
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> out.writeBytesNoTag(in.readBytes());
        default -> {
          int end = (tag & ~7) | WireFormat.WIRETYPE_END_GROUP;
          int inner = in.readTag();
          while (inner != end) {
            out.writeUInt32NoTag(inner);
            out.writeRawBytes(value(inner, in));
            inner = in.readTag();
          }
          out.writeUInt32NoTag(end);
        }
      }
      out.flush();
      return bytes.toByteArray();
    }

    private static byte[] delimited(byte[] content) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArrayNoTag(content);
        out.flush();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return bytes.toByteArray();
    }

    private static byte[] undelimited(byte[] bytes) throws IOException {
      return CodedInputStream.newInstance(bytes).readByteArray();
    }

    private static byte[] joined(List<Part> parts) throws IOException {
      ByteString.Output bytes = ByteString.newOutput();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      for (Part part : parts) {
        out.writeUInt32NoTag(part.tag());
        out.writeRawBytes(part.bytes());
      }
      out.flush();
      return bytes.toByteString().toByteArray();
    }
  }
}
