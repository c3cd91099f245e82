package dev.drover.upstream;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import java.util.List;
import java.util.Optional;

/**
 * Requests shared out among other upstreams: a canary, an experiment, a move.
 *
 * @param by {@code random}, or the form of a {@link CallKey}
 */
@Doc("Other upstreams that share the requests: by a header, else by weight.")
public record SplitConfig(
    @Doc("Who gets them: those with a header first, in this order, then the others by weight.")
        @Length(min = 1, max = 100)
        List<Part> to,
    @Doc(
            "How the weight decides: at random for each request; or by what the request is about, so"
                + " that the same client, user or thing stays on one side.")
        @Default("random")
        @Pattern(value = "random|" + CallKey.FORM, expected = "random, " + CallKey.EXPECTED)
        String by)
    implements Checked {

  /** One of the upstreams. */
  @Doc("An upstream and its share. A plain string is the upstream, with weight 1.")
  @Shorthand("upstream")
  public record Part(
      @Doc("The upstream.") @Ref("upstreams") String upstream,
      @Doc("The header of the requests that all go here; they do not count for the weights.")
          Optional<Header> header,
      @Doc("Its share of the requests beside those of the others; 0 for none.")
          @Default(value = "1", unless = "header")
          @Range(min = "0", max = "1000000")
          int weight)
      implements Checked {
    @Override
    public void check(Problems problems) {
      if (header.isPresent() && problems.given("weight")) {
        problems.add(
            "expected either \"header\" or \"weight\", found both; keep one, or add a part");
      }
    }
  }

  /** A header of a request. */
  @Doc("A header of a request, or an entry of gRPC metadata.")
  public record Header(
      @Doc("Its name, in any case.") @Length(min = 1) String name,
      @Doc("Its value. Without a value: any.") Optional<String> value) {}

  public SplitConfig {
    to = List.copyOf(to);
  }

  @Override
  public void check(Problems problems) {
    if (total() == 0) {
      problems
          .at("to")
          .add(
              "nobody has a weight, so a request without such a header has nowhere to go; add one");
    }
  }

  /** The sum of the weights. */
  long total() {
    return to.stream().filter(part -> part.header().isEmpty()).mapToLong(Part::weight).sum();
  }
}
