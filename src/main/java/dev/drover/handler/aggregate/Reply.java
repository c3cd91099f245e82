package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.exchange.Body;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which form one client is answered. Confined to its event loop. */
abstract class Reply {
  private static final int MOST = 64 << 20;

  /** Whether it is told part by part. */
  abstract boolean streams();

  /** Whether failed calls are listed in an answer that is told as a whole. */
  boolean lists() {
    return false;
  }

  /** The answer as a whole. */
  abstract Response whole(int status, MultiMap headers, JsonNode answer);

  /** The beginning of an answer that is told part by part. */
  abstract Response begin(int status, MultiMap headers, PartStream parts);

  /** A part that a call has brought. */
  abstract Buffer part(String call, JsonNode part);

  /** A failed call, the others go on; null when it cannot be told within the content. */
  abstract @Nullable Buffer problem(JsonNode problem);

  /** One JSON document. */
  static Reply json() {
    return new Document();
  }

  /** Lines of JSON: {@code application/x-ndjson}. */
  static Reply lines() {
    return new Lines("application/x-ndjson", false);
  }

  /** Server-Sent Events (WHATWG HTML, "Server-sent events"). */
  static Reply events() {
    return new Lines("text/event-stream", true);
  }

  /** Messages that a method answers with. */
  static Reply messages(CallMethod method) {
    return new Messages(method);
  }

  private static final class Document extends Reply {
    @Override
    boolean streams() {
      return false;
    }

    @Override
    boolean lists() {
      return true;
    }

    @Override
    Response whole(int status, MultiMap headers, JsonNode answer) {
      if (!headers.contains(HttpHeaders.CONTENT_TYPE)) {
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
      }
      return new Response(status, headers, Body.of(Buffer.buffer(Json.bytes(answer))));
    }

    @Override
    Response begin(int status, MultiMap headers, PartStream parts) {
      throw new IllegalStateException("A document has no parts.");
    }

    @Override
    Buffer part(String call, JsonNode part) {
      throw new IllegalStateException("A document has no parts.");
    }

    @Override
    @Nullable Buffer problem(JsonNode problem) {
      return null;
    }
  }

  private static final class Lines extends Reply {
    private final String type;
    private final boolean events;

    Lines(String type, boolean events) {
      this.type = type;
      this.events = events;
    }

    @Override
    boolean streams() {
      return true;
    }

    @Override
    Response whole(int status, MultiMap headers, JsonNode answer) {
      throw new IllegalStateException("Lines are no document.");
    }

    @Override
    Response begin(int status, MultiMap headers, PartStream parts) {
      headers.set(HttpHeaders.CONTENT_TYPE, type).set(HttpHeaders.CACHE_CONTROL, "no-store");
      return new Response(
          status, headers, new Body.Stream(parts, () -> Body.NO_TRAILERS, this::lastWords));
    }

    @Override
    Buffer part(String call, JsonNode part) {
      return line(call, part);
    }

    @Override
    Buffer problem(JsonNode problem) {
      return line("error", JsonNodeFactory.instance.objectNode().set("error", problem));
    }

    private Buffer lastWords(Failure failure) {
      return problem(
          JsonNodeFactory.instance
              .objectNode()
              .put("reason", failure.reason().name())
              .put("status", failure.reason().http())
              .put("detail", failure.text()));
    }

    private Buffer line(String event, JsonNode content) {
      Buffer line = Buffer.buffer();
      if (events) {
        line.appendString("event: " + event + "\ndata: ");
      }
      return line.appendBytes(Json.bytes(content)).appendString(events ? "\n\n" : "\n");
    }
  }

  /** Failed calls that are told nowhere become the status of the whole. */
  private static final class Messages extends Reply {
    private final CallMethod method;
    private int problems;

    Messages(CallMethod method) {
      this.method = method;
    }

    @Override
    boolean streams() {
      return method.descriptor().isServerStreaming();
    }

    private Buffer frame(JsonNode json) {
      byte[] text = Json.bytes(json);
      return GrpcFrame.of(method.readAnswer(null, text, 0, text.length, MOST));
    }

    @Override
    Response whole(int status, MultiMap headers, JsonNode answer) {
      Buffer frame = frame(answer);
      headers.set(HttpHeaders.CONTENT_TYPE, "application/grpc");
      return new Response(200, headers, new Body.Whole(frame, trailers()));
    }

    @Override
    Response begin(int status, MultiMap headers, PartStream parts) {
      headers.set(HttpHeaders.CONTENT_TYPE, "application/grpc");
      return new Response(200, headers, new Body.Stream(parts, this::trailers));
    }

    private MultiMap trailers() {
      MultiMap trailers = HttpHeaders.headers();
      if (problems == 0) {
        GrpcStatus.write(trailers, GrpcCode.OK, "", List.of());
      } else {
        String text = problems == 1 ? "One call has failed." : problems + " calls have failed.";
        GrpcStatus.write(trailers, GrpcCode.UNAVAILABLE, text, List.of());
      }
      return trailers;
    }

    @Override
    Buffer part(String call, JsonNode part) {
      return frame(part);
    }

    @Override
    @Nullable Buffer problem(JsonNode problem) {
      problems++;
      return null;
    }
  }
}
