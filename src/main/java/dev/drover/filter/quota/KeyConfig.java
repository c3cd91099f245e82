package dev.drover.filter.quota;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.FieldName;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Shorthand;
import dev.drover.expression.Expression;
import dev.drover.expression.InvalidExpression;
import dev.drover.expression.RequestVariables;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Of what requests must be alike to be counted together. */
@Doc("Of what requests must be alike to be counted together.")
@Shorthand("by")
public record KeyConfig(
    @Doc(
            "The client's address, of IPv6 its first 64 bits; who it was found to be, or else its"
                + " address; or nothing: all requests of the route together.")
        @Default("client")
        By by,
    @Doc("The value of this header field instead; without it, the client's address.")
        @Pattern(
            value = FieldName.PATTERN,
            expected = "the name of a header field such as \"x-tenant\"")
        Optional<String> header,
    @Doc("The string that this expression gives instead; where it fails, the client's address.")
        Optional<String> expression)
    implements Checked {

  /** What tells requests apart. */
  public enum By {
    CLIENT,
    IDENTITY,
    ROUTE
  }

  @Override
  public void check(Problems problems) {
    if (header.isPresent() && expression.isPresent()) {
      problems.add("expected at most one of \"header\" and \"expression\", found both");
    }
  }

  /** Tells what is wrong with the expression. */
  void check(BiConsumer<String, String> problems) {
    expression.ifPresent(
        text -> {
          try {
            Expression.text(text, RequestVariables.ALL);
          } catch (InvalidExpression invalid) {
            problems.accept("/key/expression", invalid.text());
          }
        });
  }
}
