package dev.drover.filter.shape;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.task.Workplace;
import java.time.Duration;
import java.util.Optional;

/** The configuration of {@link Transform}. */
@Doc(
    "Makes other JSON of the JSON of requests and answers, by expressions of JSONata. Calls of gRPC"
        + " and its relatives pass.")
public record TransformConfig(
    @Doc("The expression for the content of requests.") @Length(min = 1, max = 65536)
        Optional<String> request,
    @Doc("The expression for the content of answers.") @Length(min = 1, max = 65536)
        Optional<String> response,
    @Doc(
            "Whether answers with another status than 2xx are transformed, too;"
                + " $response.status is which. Errors of the gateway itself never are.")
        @Default("false")
        boolean errors,
    @Doc("Whether requests whose content is not JSON pass as they are; else they are refused.")
        @Default("false")
        boolean others,
    @Doc("How long content may be, and what is made of it.")
        @Default("1MiB")
        @Range(min = "1B", max = "64MiB")
        Size bytes,
    @Doc(
            "How many steps of an expression may be within one another. A call of a function is"
                + " three or more.")
        @Default("500")
        @Range(min = "1", max = "1000")
        int depth,
    @Doc(
            "How long an expression may take on the event loop. A worker gives it the time of the"
                + " task transform.")
        @Default("100ms")
        @Range(min = "1ms", max = "1s")
        Duration time,
    @Doc("Where it is done.") @Default("\"worker\"") Workplace on)
    implements Checked {
  @Override
  public void check(Problems problems) {
    if (request.isEmpty() && response.isEmpty()) {
      problems.add("expected \"request\" or \"response\" or both");
    }
  }
}
