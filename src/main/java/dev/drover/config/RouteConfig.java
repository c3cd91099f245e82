package dev.drover.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is done with which requests. */
@Doc("What is done with which requests: a match, filters around, and exactly one handler.")
public record RouteConfig(
    @Doc("The name of the route in logs and metrics, different for each.")
        @Default("route-{index}")
        @Length(min = 1, max = 200)
        String id,
    @Doc("The requests that take this route; all of them when absent.") MatchConfig match,
    @Doc("What is done around the handler, the first outermost.")
        @OneOf(kind = "filters", form = OneOf.Form.WRAPPED)
        List<Choice> filters,
    @Doc("Whether the filters of all routes are around this one, too.") @Default("true")
        boolean commonFilters,
    @Doc("How the request is changed before the handler, and its response after it.")
        Optional<RewriteConfig> rewrite,
    @Doc("The end of the route.") @OneOf(kind = "handlers", form = OneOf.Form.INLINE)
        Choice handler,
    @Doc("From the start of the exchange to its end; a shorter deadline of the client wins.")
        @Range(min = "1ms")
        Optional<Duration> timeout,
    @Doc("When a call is tried again; what the upstream says when absent.")
        Optional<RetryConfig> retry,
    @Doc(
            "When a call is tried at a second endpoint before the first has answered; what the upstream"
                + " says when absent.")
        Optional<HedgeConfig> hedge,
    @Doc("The body of a request; the listener's limit counts too, where it is smaller.")
        Optional<Size> bodyBytes,
    @Doc("Whether its exchanges are written to the access log.") @Default("true") boolean accessLog)
    implements Distinct, Checked {
  /** The same with these filters around its own; itself when it declines them. */
  RouteConfig within(List<Choice> common) {
    if (common.isEmpty() || !commonFilters) {
      return this;
    }
    return new RouteConfig(
        id,
        match,
        Stream.concat(common.stream(), filters.stream()).toList(),
        commonFilters,
        rewrite,
        handler,
        timeout,
        retry,
        hedge,
        bodyBytes,
        accessLog);
  }

  @Override
  public Optional<String> identity() {
    return Optional.of("id " + Words.quoted(id));
  }

  @Override
  public void check(Problems problems) {
    if (retry.isPresent() && hedge.isPresent()) {
      problems.at("hedge").add("excludes retry: a call is either tried again or hedged");
    }
  }
}
