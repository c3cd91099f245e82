package dev.drover.handler;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A call with exactly one message of the client. Confined to its event loop. */
public final class OneRequest<T extends MessageLite> implements LocalCall.Script {
  private final Parser<T> parser;
  private final BiConsumer<T, LocalCall> action;
  private @Nullable T request;

  /**
   * @param action what is done when the client has said all
   */
  public OneRequest(Parser<T> parser, BiConsumer<T, LocalCall> action) {
    this.parser = parser;
    this.action = action;
  }

  @Override
  public void asked(byte[] message, LocalCall call) {
    if (request != null) {
      throw Failure.of(Reason.MALFORMED, "The request has more than one message.");
    }
    try {
      request = parser.parseFrom(message);
    } catch (InvalidProtocolBufferException broken) {
      throw Failure.of(Reason.MALFORMED, "The request is not the message of this method.");
    }
  }

  @Override
  public void finished(LocalCall call) {
    if (request == null) {
      throw Failure.of(Reason.MALFORMED, "The request has no message.");
    }
    action.accept(request, call);
  }
}
