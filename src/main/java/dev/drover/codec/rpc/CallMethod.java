package dev.drover.codec.rpc;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.codec.json.InvalidJson;
import dev.drover.codec.json.JsonWriter;
import dev.drover.codec.json.MalformedMessage;
import dev.drover.codec.json.MessageJson;
import dev.drover.codec.json.MessageTooLarge;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A method whose messages are known. Immutable, for all threads. */
public final class CallMethod {
  /** Whose fault it is when a message is not what it should be. */
  private record Blame(Reason malformed, Reason tooLarge) {}

  private static final Blame CLIENT = new Blame(Reason.MALFORMED, Reason.TOO_LARGE);
  private static final Blame SERVER = new Blame(Reason.PROTOCOL, Reason.MESSAGE_TOO_LARGE);

  private final MethodDescriptor method;
  private final ProtoJson json;
  private final MessageJson input;
  private final MessageJson output;
  private final CallKind kind;

  CallMethod(MethodDescriptor method, ProtoJson json) {
    this.method = method;
    this.json = json;
    this.input = json.of(method.getInputType());
    this.output = json.of(method.getOutputType());
    this.kind = CallKind.of(method);
  }

  public MethodDescriptor descriptor() {
    return method;
  }

  public CallKind kind() {
    return kind;
  }

  /** The JSON of its messages, and of details of its errors. */
  public ProtoJson json() {
    return json;
  }

  /** {@code /package.Service/Method}. */
  public String path() {
    return "/" + method.getService().getFullName() + "/" + method.getName();
  }

  /** The name without the package, for sentences. */
  public String label() {
    return method.getService().getName() + "/" + method.getName();
  }

  /** Whether it may be called by GET: it says of itself that it has no side effects. */
  public boolean safe() {
    return method.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS;
  }

  /**
   * A request's bytes, read from JSON.
   *
   * @throws Failure MALFORMED or TOO_LARGE
   */
  public byte[] read(byte[] text, int offset, int length, int most) {
    return read(input, null, text, offset, length, most, CLIENT);
  }

  /**
   * An answer's bytes, read from JSON of all of it or of one of its fields.
   *
   * @throws Failure PROTOCOL or MESSAGE_TOO_LARGE
   */
  public byte[] readAnswer(
      @Nullable FieldDescriptor field, byte[] text, int offset, int length, int most) {
    return read(output, field, text, offset, length, most, SERVER);
  }

  private static byte[] read(
      MessageJson type,
      @Nullable FieldDescriptor field,
      byte[] text,
      int offset,
      int length,
      int most,
      Blame blame) {
    if (length == 0) {
      return new byte[0];
    }
    WireWriter out = new WireWriter(most);
    try {
      if (field == null) {
        type.parse(text, offset, length, out);
      } else {
        type.parseField(field, text, offset, length, out);
      }
    } catch (InvalidJson invalid) {
      throw Failure.of(blame.malformed, "The message does not fit: " + invalid.getMessage());
    } catch (MessageTooLarge large) {
      throw Failure.of(blame.tooLarge, "A message has more than " + most + " bytes.");
    }
    return out.toByteArray();
  }

  /**
   * An answer as JSON.
   *
   * @throws Failure PROTOCOL when it cannot be read
   */
  public byte[] print(byte[] wire, int offset, int length) {
    return print(output, wire, offset, length, Reason.PROTOCOL);
  }

  /**
   * A request as JSON.
   *
   * @throws Failure MALFORMED when it cannot be read
   */
  public byte[] printRequest(byte[] wire, int offset, int length) {
    return print(input, wire, offset, length, Reason.MALFORMED);
  }

  private static byte[] print(MessageJson type, byte[] wire, int offset, int length, Reason why) {
    JsonWriter out = new JsonWriter(Integer.MAX_VALUE - 8);
    try {
      type.print(wire, offset, length, out);
    } catch (MalformedMessage malformed) {
      throw Failure.of(why, "A message cannot be read.", malformed);
    }
    return Arrays.copyOf(out.array(), out.length());
  }
}
