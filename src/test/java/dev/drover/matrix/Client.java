package dev.drover.matrix;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of one protocol, written from its specification. */
interface Client {
  /**
   * A call.
   *
   * @param packed how messages are sent compressed, and taken; null for not at all
   * @param timeoutMillis 0 for none
   */
  record Ask(Kind kind, List<SayRequest> messages, @Nullable Packed packed, long timeoutMillis) {
    /** The name of the encoding. */
    String encoding() {
      return packed == null ? "identity" : packed.getMessageEncoding();
    }
  }

  /**
   * What came back.
   *
   * @param code of gRPC
   */
  record Answer(int code, String message, int details, List<SayReply> replies) {}

  /** A call under way. */
  record Running(Future<Answer> answer, Runnable cancel) {}

  String label();

  /** How its messages are written. */
  String codec();

  /** Whether it can make such a call. */
  boolean carries(Kind kind);

  /** Whether it can send compressed messages. */
  boolean packs();

  /** How long a large text is. */
  default int large() {
    return 1 << 20;
  }

  Running start(Ask ask);
}
