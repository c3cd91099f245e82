package dev.drover.bench;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.util.JsonFormat;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.JsonWriter;
import dev.drover.codec.json.MessageJson;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The codec beside DynamicMessage with JsonFormat, both ways, on an order of one or of ten lines.
 * docs/performance.md has figures and the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgs = "-Xmx256m")
public class JsonBench {
  private static final String ORDER =
      """
      name: "Order"
      enum_type { name: "State" value { name: "OPEN" number: 0 } value { name: "SHIPPED" number: 1 } }
      field { name: "id" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
      field { name: "customer_id" number: 2 label: LABEL_OPTIONAL type: TYPE_INT64 }
      field { name: "paid" number: 3 label: LABEL_OPTIONAL type: TYPE_BOOL }
      field { name: "weight" number: 4 label: LABEL_OPTIONAL type: TYPE_INT32 }
      field { name: "note" number: 5 label: LABEL_OPTIONAL type: TYPE_STRING }
      field { name: "lines" number: 6 label: LABEL_REPEATED type: TYPE_MESSAGE type_name: ".bench.Line" }
      field { name: "state" number: 7 label: LABEL_OPTIONAL type: TYPE_ENUM type_name: ".bench.Order.State" }
      field { name: "created" number: 8 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp" }
      field { name: "discount" number: 9 label: LABEL_OPTIONAL type: TYPE_DOUBLE }
      """;

  private static final String LINE =
      """
      name: "Line"
      field { name: "article" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
      field { name: "quantity" number: 2 label: LABEL_OPTIONAL type: TYPE_UINT32 }
      field { name: "unit_price_cents" number: 3 label: LABEL_OPTIONAL type: TYPE_INT64 }
      field { name: "tags" number: 4 label: LABEL_REPEATED type: TYPE_STRING }
      """;

  /** How many lines the order has: messages of about 120 and 1200 bytes. */
  @Param({"1", "16"})
  public int lines;

  private Descriptor type;
  private MessageJson codec;
  private JsonFormat.Printer printer;
  private JsonFormat.Parser parser;
  private WireWriter message;
  private JsonWriter text;
  private byte[] wire;
  private byte[] json;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first
  public JsonBench() {}

  /** Makes the message. */
  @Setup
  public void setUp()
      throws TextFormat.ParseException,
          DescriptorValidationException,
          InvalidProtocolBufferException {
    type = type();
    codec = new ProtoJson(JsonOptions.CANONICAL, name -> null).of(type);
    printer = JsonFormat.printer().omittingInsignificantWhitespace();
    parser = JsonFormat.parser();
    message = new WireWriter(1 << 20);
    text = new JsonWriter(1 << 20);
    StringBuilder order =
        new StringBuilder(
            "id: 'order-2026-000123' customer_id: 987654321 paid: true weight: 1250"
                + " note: 'leave it at the door' state: SHIPPED discount: 2.5"
                + " created { seconds: 1767225600 nanos: 250000000 }");
    for (int i = 0; i < lines; i++) {
      order.append(" lines { article: 'article-number-").append(i);
      order.append("' quantity: 3 unit_price_cents: 129900 tags: ['new', 'garden tools'] }");
    }
    DynamicMessage.Builder dynamic = DynamicMessage.newBuilder(type);
    TextFormat.merge(order, dynamic);
    wire = dynamic.build().toByteArray();
    json = codec.print(wire);
    if (!new String(json, StandardCharsets.UTF_8).equals(printer.print(dynamic))) {
      throw new IllegalStateException("The two do not print the same.");
    }
  }

  private static Descriptor type() throws TextFormat.ParseException, DescriptorValidationException {
    DescriptorProto.Builder order = DescriptorProto.newBuilder();
    DescriptorProto.Builder line = DescriptorProto.newBuilder();
    TextFormat.merge(ORDER, order);
    TextFormat.merge(LINE, line);
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("bench.proto")
            .setPackage("bench")
            .setSyntax("proto3")
            .addDependency("google/protobuf/timestamp.proto")
            .addMessageType(order)
            .addMessageType(line)
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[] {TimestampProto.getDescriptor()})
        .findMessageTypeByName("Order");
  }

  @Benchmark
  public int printDrover() {
    text.reset();
    codec.print(wire, 0, wire.length, text);
    return text.length();
  }

  @Benchmark
  public byte[] printJsonFormat() throws InvalidProtocolBufferException {
    return printer.print(DynamicMessage.parseFrom(type, wire)).getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public int parseDrover() {
    message.reset();
    codec.parse(json, 0, json.length, message);
    return message.length();
  }

  @Benchmark
  public byte[] parseJsonFormat() throws InvalidProtocolBufferException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    parser.merge(new String(json, StandardCharsets.UTF_8), message);
    return message.build().toByteArray();
  }
}
