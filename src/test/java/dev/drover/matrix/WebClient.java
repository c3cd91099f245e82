package dev.drover.matrix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.codec.GrpcStatus;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.GrpcFrames;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** gRPC-Web, binary or text. */
final class WebClient extends HttpClientOf {
  private final boolean text;

  WebClient(Vertx vertx, int port, boolean http2, boolean text) {
    super(vertx, port, http2, text ? "gRPC-Web text" : "gRPC-Web", "protobuf");
    this.text = text;
  }

  @Override
  public boolean carries(Kind kind) {
    return true;
  }

  @Override
  public boolean packs() {
    return true;
  }

  @Override
  String target(Ask ask) {
    return "/" + ask.kind().rpc();
  }

  @Override
  MultiMap headers(Ask ask) {
    MultiMap headers =
        fields(
            "content-type",
            text ? "application/grpc-web-text+proto" : "application/grpc-web+proto",
            "x-grpc-web",
            "1");
    if (ask.packed() != null) {
      headers.set("grpc-encoding", ask.encoding()).set("grpc-accept-encoding", ask.encoding());
    }
    if (ask.timeoutMillis() > 0) {
      headers.set("grpc-timeout", ask.timeoutMillis() + "m");
    }
    return headers;
  }

  @Override
  Buffer content(Ask ask) {
    Buffer all = Buffer.buffer();
    for (SayRequest message : ask.messages()) {
      byte[] bytes = message.toByteArray();
      byte[] frame =
          ask.packed() == null
              ? GrpcFrames.frame(bytes)
              : GrpcFrames.frame(1, ask.packed().pack(bytes));
      all.appendBytes(text ? Base64.getEncoder().encode(frame) : frame);
    }
    return all;
  }

  @Override
  Answer read(Ask ask, Whole whole) {
    byte[] bytes = text ? decode(whole.body()) : whole.body();
    List<SayReply> replies = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = ByteBuffer.wrap(bytes).getInt(at + 1);
      byte[] one = Arrays.copyOfRange(bytes, at + 5, at + 5 + length);
      if ((bytes[at] & 0x80) != 0) {
        return trailers(new String(one, US_ASCII), replies);
      }
      String encoding = whole.headers().get("grpc-encoding");
      replies.add(reply((bytes[at] & 1) == 0 ? one : Packed.unpack(encoding, one)));
      at += 5 + length;
    }
    throw new AssertionError("No trailers: " + whole.status() + " " + new String(bytes, UTF_8));
  }

  static SayReply reply(byte[] bytes) {
    try {
      return SayReply.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Each part may be padded for itself. */
  private static byte[] decode(byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    for (int end = 4; end <= body.length; end += 4) {
      if (body[end - 1] == '=' || end == body.length) {
        all.writeBytes(Base64.getDecoder().decode(Arrays.copyOfRange(body, at, end)));
        at = end;
      }
    }
    assertThat(at).as("length in base64").isEqualTo(body.length);
    return all.toByteArray();
  }

  private static Answer trailers(String lines, List<SayReply> replies) {
    MultiMap fields = MultiMap.caseInsensitiveMultiMap();
    for (String line : lines.split("\r\n")) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    String message = fields.get("grpc-message");
    String details = fields.get("grpc-status-details-bin");
    try {
      return new Answer(
          Integer.parseInt(fields.get("grpc-status")),
          message == null ? "" : GrpcStatus.decode(message),
          details == null
              ? 0
              : com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(details))
                  .getDetailsCount(),
          replies);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
