package dev.drover.matrix;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the echo does in one call, whatever it is carried by. A text that begins with {@code slow}
 * is answered once where there can be several answers, and then never again.
 */
final class EchoCall {
  /** Where answers go. */
  interface Out {
    void message(SayReply reply);

    /** The end; null for OK. */
    void end(@Nullable Status error);
  }

  static final String SLOW = "slow";
  static final String REFUSED = "refused: größer als 100 %";

  private final Kind kind;
  private final Marks marks;
  private final Out out;
  private final StringJoiner texts = new StringJoiner(" ");
  private SayRequest last = SayRequest.getDefaultInstance();
  private int number;
  private boolean slow;

  EchoCall(Kind kind, Marks marks, Out out) {
    this.kind = kind;
    this.marks = marks;
    this.out = out;
  }

  void message(SayRequest request) {
    last = request;
    number++;
    if (request.getText().startsWith(SLOW)) {
      slow = true;
      marks.slow.incrementAndGet();
    }
    texts.add(request.getText());
    if (kind == Kind.BIDI) {
      out.message(reply(request.getText(), number));
    }
  }

  void finished() {
    if (kind == Kind.SERVER_STREAM) {
      for (int i = 1; i <= (slow ? 1 : last.getTimes()); i++) {
        out.message(reply(last.getText(), i));
      }
    }
    if (slow) {
      return;
    }
    if (last.getFailCode() == 0 && !kind.manyTold()) {
      out.message(reply(texts.toString(), number));
    }
    out.end(last.getFailCode() == 0 ? null : error(last.getFailCode()));
  }

  private static SayReply reply(String text, int number) {
    return SayReply.newBuilder().setText(text).setNumber(number).build();
  }

  private static Status error(int code) {
    return Status.newBuilder()
        .setCode(code)
        .setMessage(REFUSED)
        .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("MATRIX").build()))
        .build();
  }
}
