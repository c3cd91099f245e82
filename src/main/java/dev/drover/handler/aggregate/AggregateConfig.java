package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.handler.Door;
import dev.drover.task.Workplace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The configuration of {@link Aggregate}. */
@Doc("One answer from many calls, which may use what others have brought.")
public record AggregateConfig(
    @Doc(
            "The calls by their names, which expressions know them by. Those that mention no other"
                + " are made at once.")
        @Length(min = 1, max = 100)
        Map<String, CallConfig> calls,
    @Doc(
            "What a failed call means: all - the answer is an error; partial - the answer lists it"
                + " in errors; first - the first call that succeeds is the answer.")
        @Default("all")
        Policy policy,
    @Doc("How many calls of one request are under way at one time.")
        @Default("10")
        @Range(min = "1", max = "1000")
        int concurrency,
    @Doc("How many calls one request may make in all.")
        @Default("1000")
        @Range(min = "1", max = "10000")
        int maxCalls,
    @Doc("How long all calls together may take, where the deadline of the request is not nearer.")
        @Default("30s")
        @Range(min = "1ms", max = "1d")
        Duration timeout,
    @Doc("How large the answer to one call may be.")
        @Default("1MiB")
        @Range(min = "1KiB", max = "64MiB")
        Size maxBytes,
    @Doc("How large all answers that are kept for one request may be together.")
        @Default("64MiB")
        @Range(min = "1KiB", max = "1GiB")
        Size totalBytes,
    @Doc("How large the content of a request may be, if an expression mentions request.body.")
        @Default("1MiB")
        @Range(min = "1KiB", max = "64MiB")
        Size requestBytes,
    @Doc(
            "The content of the answer, where a string that begins with = is a CEL expression. An"
                + " object of the bodies of all calls by their names when absent.")
        Optional<JsonNode> answer,
    @Doc("The status of the answer: a number, or an expression; 200 when absent.")
        Optional<JsonNode> status,
    @Doc("Header fields of the answer; a value that begins with = is an expression.")
        Map<String, String> headers,
    @Doc(
            "Whether the answer is a line for each call as it ends: as NDJSON, as Server-Sent"
                + " Events, never, or as the accept header asks.")
        @Default("asked")
        Streaming stream,
    @Doc(
            "Where the answer is put together, if it is told as a whole; it is the length of all"
                + " that is kept of calls that counts.")
        Workplace on,
    @Doc(
            "The gRPC method that this is, too: its request is request.body, its response the"
                + " answer.")
        Optional<Door.Config> grpc) {

  /** What a failed call means. */
  public enum Policy {
    ALL,
    PARTIAL,
    FIRST
  }

  /** Whether the answer is a line for each call. */
  public enum Streaming {
    /** As the client's {@code accept} header asks. */
    ASKED,
    NEVER,
    NDJSON,
    SSE
  }
}
