package dev.drover.demo;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.drover.demo.echo.EchoOuterClass;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** {@code drover.demo.v1.Echo}: one method of each of the four kinds; see {@code echo.proto}. */
public final class EchoService extends GrpcOrigin {
  /** The full name of the service. */
  public static final String NAME = "drover.demo.v1.Echo";

  private static final int MOST_TIMES = 100_000;
  private static final int LONGEST_MILLIS = 60_000;
  private static final int LARGEST_TEXT = 1 << 20;

  /**
   * @param port 0 for any free one
   */
  public EchoService(int port) {
    super(port);
  }

  @Override
  ServiceDescriptor descriptor() {
    return EchoOuterClass.getDescriptor().findServiceByName("Echo");
  }

  @Override
  void serve(ServiceBuilder service) {
    SayRequest request = SayRequest.getDefaultInstance();
    method(service, "Say", request, this::say);
    method(service, "Repeat", request, this::repeat);
    method(service, "Join", request, this::join);
    method(service, "Chat", request, this::chat);
  }

  private void say(GrpcServerRequest<SayRequest, SayReply> call) {
    Reply<SayReply> reply = Reply.to(call, vertx);
    call.handler(
        asked -> {
          if (asked.getFailCode() == 0) {
            reply.send(answer(asked.getText(), 1));
          }
          end(reply, asked);
        });
  }

  private void repeat(GrpcServerRequest<SayRequest, SayReply> call) {
    Reply<SayReply> reply = Reply.to(call, vertx);
    call.handler(
        asked -> {
          int times = asked.getTimes();
          int millis = asked.getEveryMs();
          if (times < 0 || times > MOST_TIMES || millis < 0 || millis > LONGEST_MILLIS) {
            reply.end(
                GrpcStatus.INVALID_ARGUMENT,
                "times must be at most 100000 and every_ms at most 60000.");
            return;
          }
          reply
              .series(times, millis, number -> answer(asked.getText(), number))
              .onSuccess(sent -> end(reply, asked));
        });
  }

  private void join(GrpcServerRequest<SayRequest, SayReply> call) {
    Reply<SayReply> reply = Reply.to(call, vertx);
    StringJoiner texts = new StringJoiner(" ");
    Last last = new Last();
    call.handler(
        asked -> {
          texts.add(asked.getText());
          last.request = asked;
          last.number++;
          if (texts.length() > LARGEST_TEXT) {
            reply.end(GrpcStatus.RESOURCE_EXHAUSTED, "The texts must be at most 1 MiB together.");
          }
        });
    call.endHandler(
        finished -> {
          if (last.failCode() == 0) {
            reply.send(answer(texts.toString(), last.number));
          }
          end(reply, last.request);
        });
  }

  private void chat(GrpcServerRequest<SayRequest, SayReply> call) {
    Reply<SayReply> reply = Reply.to(call, vertx);
    Last last = new Last();
    call.handler(
        asked -> {
          last.request = asked;
          reply.send(answer(asked.getText(), ++last.number));
          if (!reply.over() && reply.full()) {
            call.pause();
            reply.whenRoom(call::resume);
          }
          if (asked.getFailCode() != 0) {
            end(reply, asked);
          }
        });
    call.endHandler(finished -> end(reply, last.request));
  }

  private static final class Last {
    @Nullable SayRequest request;
    int number;

    int failCode() {
      return request == null ? 0 : request.getFailCode();
    }
  }

  private static SayReply answer(String text, int number) {
    return SayReply.newBuilder().setText(text).setNumber(number).build();
  }

  private static void end(Reply<SayReply> reply, @Nullable SayRequest asked) {
    int code = asked == null ? 0 : asked.getFailCode();
    if (code == 0) {
      reply.end();
      return;
    }
    @Nullable GrpcStatus status = GrpcStatus.valueOf(code);
    if (status == null) {
      reply.end(GrpcStatus.INVALID_ARGUMENT, "There is no gRPC status code " + code + ".");
    } else {
      reply.end(status, "You asked for " + status.name() + ".");
    }
  }
}
