package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.task.Workplace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One call of a plan. Its kind is told by its key: {@code path} is an HTTP request, {@code call} a
 * gRPC call, {@code task} a job for the workers.
 */
@Doc(
    "One call: an HTTP request (\"upstream\" and \"path\"), a gRPC call by the schema (\"upstream\""
        + " and \"call\") or a task (\"task\").")
public record CallConfig(
    @Doc("Where an HTTP request or a gRPC call goes.") @Ref("upstreams") Optional<String> upstream,
    @Doc("The path of an HTTP request; {expression} is put in as one segment.")
        @Pattern(value = "/.*", expected = "a path that begins with a slash")
        Optional<String> path,
    @Doc("The method of an HTTP request.")
        @Default("GET")
        @Pattern(
            value = "[A-Z][A-Z0-9_-]*",
            expected = "an HTTP method in capitals such as \"GET\"")
        String method,
    @Doc("The query of an HTTP request by name; a value that begins with = is an expression.")
        Map<String, String> query,
    @Doc(
            "Header fields of the request, or metadata of the call; a value that begins with = is"
                + " an expression.")
        Map<String, String> headers,
    @Doc("The JSON content of an HTTP request; strings that begin with = are expressions.")
        Optional<JsonNode> body,
    @Doc("What the content of an HTTP answer is read as: JSON, text, or as its content-type says.")
        @Default("auto")
        Reading read,
    @Doc("The method of a gRPC call, which must be unary.")
        @Pattern(
            value = "[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*/[A-Za-z_]\\w*",
            expected = "a method such as \"pkg.Service/Method\"")
        Optional<String> call,
    @Doc("The message of a gRPC call as JSON; strings that begin with = are expressions.")
        Optional<JsonNode> message,
    @Doc(
            "The schema of a gRPC call. When absent: the one that is read from its upstream by"
                + " reflection, else the only one.")
        @Ref("schemas")
        Optional<String> schema,
    @Doc("The name of a task.") Optional<String> task,
    @Doc("The input of a task as JSON; strings that begin with = are expressions.")
        Optional<JsonNode> input,
    @Doc("Calls that it waits for, beside those that its expressions mention.") List<String> after,
    @Doc("A CEL expression; when it is false the call is left out.") Optional<String> when,
    @Doc("Makes the call once for each item of a list.") Optional<ForEach> foreach,
    @Doc(
            "Whether the answer is an error when it fails; required where the policy is all, optional"
                + " with the others.")
        Optional<Need> need,
    @Doc("What its body is when it fails; strings that begin with = are expressions.")
        Optional<JsonNode> fallback,
    @Doc(
            "Where the content of its answer is read, which is what expressions know: JSON, a"
                + " message.")
        Workplace on,
    @Doc("How long it may take, within the time of all.") @Range(min = "1ms", max = "1d")
        Optional<Duration> timeout,
    @Doc(
            "Its line of a streamed answer, where result is what it brought; strings that begin with"
                + " = are expressions. If no call has one, each has the call's name and its body.")
        Optional<JsonNode> part)
    implements Checked {

  /** What the content of an HTTP answer is read as. */
  public enum Reading {
    /** As its content-type says: JSON, else text. */
    AUTO,
    JSON,
    TEXT
  }

  /** Whether the whole fails with a call. */
  public enum Need {
    REQUIRED,
    OPTIONAL
  }

  /** In which order results stand. */
  public enum Order {
    /** That of the items. */
    DECLARED,
    /** The first that has ended first. */
    ARRIVAL
  }

  /** A call for each item of a list. */
  @Doc("Makes a call once for each item of a list; its result is the list of their results.")
  @Shorthand("in")
  public record ForEach(
      @Doc("A CEL expression that gives the list.") String in,
      @Doc("The name that expressions know the item by; its number, from 0, is index.")
          @Default("item")
          String as,
      @Doc("How many items the list may have.") @Default("100") @Range(min = "1", max = "10000")
          int max,
      @Doc("How many of its calls are under way at one time, within the concurrency of the plan.")
          @Range(min = "1", max = "1000")
          Optional<Integer> concurrency,
      @Doc("Whether results stand in the order of the items, or of their arrival.")
          @Default("declared")
          Order order) {}

  @Override
  public void check(Problems problems) {
    long kinds = Stream.of(path, call, task).filter(Optional::isPresent).count();
    if (kinds != 1) {
      problems.add("expected exactly one of \"path\", \"call\" and \"task\"");
    }
    if (upstream.isPresent() == task.isPresent()) {
      problems.add(
          task.isPresent()
              ? "expected no \"upstream\" with a \"task\""
              : "expected an \"upstream\" with a \"path\" or a \"call\"");
    }
    belongs(problems, "message", message.isPresent(), "call", call.isPresent());
    belongs(problems, "schema", schema.isPresent(), "call", call.isPresent());
    belongs(problems, "input", input.isPresent(), "task", task.isPresent());
    belongs(problems, "body", body.isPresent(), "path", path.isPresent());
    belongs(problems, "query", !query.isEmpty(), "path", path.isPresent());
    belongs(problems, "headers", !headers.isEmpty(), "upstream", upstream.isPresent());
  }

  private static void belongs(
      Problems problems, String key, boolean given, String to, boolean there) {
    if (given && !there) {
      problems.at(key).add("expected only beside \"" + to + "\"");
    }
  }
}
