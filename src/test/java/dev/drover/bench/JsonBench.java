package dev.drover.bench;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import dev.drover.codec.json.JsonOptions;
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
      field { name: "id" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
      field { name: "customer_id" number: 2 label: LABEL_OPTIONAL type: TYPE_INT64 }
      field { name: "paid" number: 3 label: LABEL_OPTIONAL type: TYPE_BOOL }
      field { name: "weight" number: 4 label: LABEL_OPTIONAL type: TYPE_INT32 }
      field { name: "note" number: 5 label: LABEL_OPTIONAL type: TYPE_STRING }
      field { name: "lines" number: 6 label: LABEL_REPEATED type: TYPE_MESSAGE type_name: ".bench.Line" }
      field { name: "codes" number: 7 label: LABEL_REPEATED type: TYPE_INT32 }
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
  @Param({"1", "17"})
  public int lines;

  private Descriptor type;
  private MessageJson codec;
  private JsonFormat.Printer printer;
  private JsonFormat.Parser parser;
  private WireWriter out;
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
    out = new WireWriter(1 << 20);
    StringBuilder text =
        new StringBuilder(
            "id: 'order-2026-000123' customer_id: 987654321 paid: true weight: 1250"
                + " note: 'leave it at the door' codes: [1, 20, 300]");
    for (int i = 0; i < lines; i++) {
      text.append(" lines { article: 'article-number-").append(i);
      text.append("' quantity: 3 unit_price_cents: 129900 tags: ['new', 'garden tools'] }");
    }
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    TextFormat.merge(text, message);
    wire = message.build().toByteArray();
    json = codec.print(wire);
    if (!new String(json, StandardCharsets.UTF_8).equals(printer.print(message))) {
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
            .addMessageType(order)
            .addMessageType(line)
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Order");
  }

  @Benchmark
  public byte[] printDrover() {
    return codec.print(wire);
  }

  @Benchmark
  public byte[] printJsonFormat() throws InvalidProtocolBufferException {
    return printer.print(DynamicMessage.parseFrom(type, wire)).getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public int parseDrover() {
    out.reset();
    codec.parse(json, 0, json.length, out);
    return out.length();
  }

  @Benchmark
  public byte[] parseJsonFormat() throws InvalidProtocolBufferException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    parser.merge(new String(json, StandardCharsets.UTF_8), message);
    return message.build().toByteArray();
  }
}
