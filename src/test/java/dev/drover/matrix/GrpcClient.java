package dev.drover.matrix;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** grpc-java. */
final class GrpcClient implements Client {
  private final GrpcCalls calls;

  GrpcClient(GrpcCalls calls) {
    this.calls = calls;
  }

  @Override
  public String label() {
    return "gRPC";
  }

  @Override
  public String codec() {
    return "protobuf";
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
  public Running start(Ask ask) {
    CallOptions options = CallOptions.DEFAULT;
    if (ask.packed() != null) {
      options = options.withCompression(ask.encoding());
    }
    if (ask.timeoutMillis() > 0) {
      options = options.withDeadlineAfter(ask.timeoutMillis(), TimeUnit.MILLISECONDS);
    }
    ClientCall<byte[], byte[]> call =
        calls
            .channel()
            .newCall(GrpcMethods.method(ask.kind().rpc(), MethodType.BIDI_STREAMING), options);
    Promise<Answer> promise = Promise.promise();
    call.start(new Listener(promise), new Metadata());
    call.request(Integer.MAX_VALUE);
    for (SayRequest message : ask.messages()) {
      call.sendMessage(message.toByteArray());
    }
    call.halfClose();
    return new Running(promise.future(), () -> call.cancel("enough", null));
  }

  private static final class Listener extends ClientCall.Listener<byte[]> {
    private final Promise<Answer> promise;
    private final List<SayReply> replies = new ArrayList<>();

    Listener(Promise<Answer> promise) {
      this.promise = promise;
    }

    @Override
    public void onMessage(byte[] message) {
      try {
        replies.add(SayReply.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      byte @Nullable [] details = trailers.get(GrpcMethods.binary("grpc-status-details-bin"));
      int count = 0;
      try {
        count = details == null ? 0 : com.google.rpc.Status.parseFrom(details).getDetailsCount();
      } catch (InvalidProtocolBufferException e) {
        promise.tryFail(e);
      }
      String text = status.getDescription() == null ? "" : status.getDescription();
      promise.tryComplete(new Answer(status.getCode().value(), text, count, replies));
    }
  }
}
