package dev.drover.handler.paginate;

import com.google.rpc.Status;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.HopByHop;
import dev.drover.codec.json.StatusJson;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.exchange.Body;
import dev.drover.exchange.Response;
import dev.drover.handler.transcode.ReplyForm;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** In which form one client is answered. Confined to its event loop. */
abstract class Reply {
  /**
   * Adds an item.
   *
   * @param first whether none has been before it
   * @throws Failure PROTOCOL when it cannot be read
   */
  abstract void item(boolean first, Page page, int item, Buffer out);

  /** Adds what comes after the last one. */
  abstract void end(boolean empty, Buffer out);

  /** Whether the client is told of a failure by the end of the content. */
  abstract boolean ends(Failure failure);

  /** The answer, when the first page has come. */
  abstract Response begun(Pages pages);

  /** The answer, when something else has come. */
  abstract Response refused(Given.Refusal refusal);

  /**
   * As text.
   *
   * @param list whose messages the items are; null for JSON that passes as it is
   */
  static Reply text(ReplyForm form, @Nullable ListMethod list) {
    return new Text(form, list);
  }

  /**
   * As messages of gRPC.
   *
   * @param list whose messages the items are, which pass as they are; null for JSON
   * @param most how many bytes a message may have
   */
  static Reply messages(CallMethod method, @Nullable ListMethod list, int most) {
    return new Messages(method, list, most);
  }

  private static final class Text extends Reply {
    private static final String JSON = "application/json";

    private final ReplyForm form;
    private final @Nullable ListMethod list;

    Text(ReplyForm form, @Nullable ListMethod list) {
      this.form = form;
      this.list = list;
    }

    @Override
    void item(boolean first, Page page, int item, Buffer out) {
      out.appendBytes(form.separator(first)).appendBytes(form.before());
      if (list == null) {
        out.appendBytes(page.bytes(), page.begin(item), page.length(item));
      } else {
        list.print(page.bytes(), page.begin(item), page.length(item), out);
      }
      out.appendBytes(form.after());
    }

    @Override
    void end(boolean empty, Buffer out) {
      out.appendBytes(form.end(empty));
    }

    @Override
    boolean ends(Failure failure) {
      return false;
    }

    @Override
    Response begun(Pages pages) {
      MultiMap headers =
          HttpHeaders.headers()
              .set(HttpHeaders.CONTENT_TYPE, form.type())
              .set(HttpHeaders.CACHE_CONTROL, "no-cache")
              .set(HttpHeaders.VARY, "accept");
      return new Response(
          200, headers, new Body.Stream(pages, () -> Body.NO_TRAILERS, lastWords()));
    }

    /** What a client is told within the content; null where the answer must rather look broken. */
    private @Nullable Function<Failure, Buffer> lastWords() {
      if (form == ReplyForm.ARRAY) {
        return null;
      }
      return failure ->
          Buffer.buffer()
              .appendBytes(form.beforeError())
              .appendBytes(
                  StatusJson.of(
                      Status.newBuilder()
                          .setCode(failure.reason().grpc().number())
                          .setMessage(failure.text())
                          .build()))
              .appendBytes(form.afterError());
    }

    @Override
    Response refused(Given.Refusal refusal) {
      if (refusal.answer() == null) {
        Status status = refusal.status().status();
        return Response.of(
            refusal.status().code().httpStatus(),
            JSON,
            Buffer.buffer(
                list == null ? StatusJson.of(status) : StatusJson.of(status, list.types())));
      }
      MultiMap headers = refusal.answer().headers();
      HopByHop.strip(headers);
      headers.remove(HttpHeaders.CONTENT_LENGTH);
      return new Response(refusal.answer().status(), headers, Body.of(refusal.answer().body()));
    }
  }

  private static final class Messages extends Reply {
    private static final String TYPE = "application/grpc";

    private final CallMethod method;
    private final @Nullable ListMethod list;
    private final int most;
    private @Nullable Failure failure;

    Messages(CallMethod method, @Nullable ListMethod list, int most) {
      this.method = method;
      this.list = list;
      this.most = most;
    }

    @Override
    void item(boolean first, Page page, int item, Buffer out) {
      int begin = page.begin(item);
      int length = page.length(item);
      out.appendBuffer(
          list != null
              ? GrpcFrame.of(0, page.bytes(), begin, length)
              : GrpcFrame.of(method.readAnswer(null, page.bytes(), begin, length, most)));
    }

    @Override
    void end(boolean empty, Buffer out) {
      // the trailers say it
    }

    @Override
    boolean ends(Failure why) {
      failure = why;
      return true;
    }

    @Override
    Response begun(Pages pages) {
      MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, TYPE);
      return new Response(200, headers, new Body.Stream(pages, this::trailers));
    }

    private MultiMap trailers() {
      MultiMap trailers = HttpHeaders.headers();
      Failure why = failure;
      if (why == null) {
        GrpcStatus.write(trailers, GrpcCode.OK, "", List.of());
      } else {
        GrpcStatus.write(trailers, why.reason().grpc(), why.text(), why.details());
      }
      return trailers;
    }

    @Override
    Response refused(Given.Refusal refusal) {
      Status status = refusal.status().status();
      return GrpcStatus.response(
          TYPE, refusal.status().code(), status.getMessage(), status.getDetailsList());
    }
  }
}
