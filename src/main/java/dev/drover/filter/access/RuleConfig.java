package dev.drover.filter.access;

import dev.drover.config.Checked;
import dev.drover.config.Cidr;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.expression.Expression;
import dev.drover.expression.InvalidExpression;
import dev.drover.expression.RequestVariables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** One rule: whom it is about, and whether he may. */
@Doc("A rule that allows or denies what it holds of.")
public record RuleConfig(
    @Doc("Requests that are allowed; all when nothing is said of them.") Optional<Of> allow,
    @Doc("Requests that are denied; all when nothing is said of them.") Optional<Of> deny)
    implements Checked {

  /** What must be true of a request, all of it. */
  @Doc("What must be true of a request: everything that is given, of each list one.")
  public record Of(
      @Doc("Addresses of clients, as seen through trusted proxies: 10.0.0.0/8, 2001:db8::1.")
          List<Cidr> clients,
      @Doc("Subjects of identities; * for everyone who is known.") List<String> subjects,
      @Doc("Roles of identities.") List<String> roles,
      @Doc(
              "Claims of identities by name: the value, or one of the values where it is a list; * for"
                  + " any.")
          Map<String, String> claims,
      @Doc("HTTP methods.")
          @Pattern(
              value = "[A-Z][A-Z0-9_-]*",
              expected = "an HTTP method in capitals such as \"GET\"")
          List<String> methods,
      @Doc("Paths: /a, /a/*/b with any one segment, /a/** with all below.")
          @Pattern(
              value = "/[A-Za-z0-9_.~!$&'()*+,=:@%/-]*",
              expected = "a path such as \"/a\", \"/a/*\" or \"/a/**\"")
          List<String> paths,
      @Doc("gRPC methods: pkg.Service/Method, pkg.Service/*.")
          @Pattern(
              value = "[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*/(\\*|[A-Za-z_]\\w*)",
              expected = "a method such as \"pkg.Service/Method\"")
          List<String> grpc,
      @Doc("A CEL expression that is true; one that fails denies.") Optional<String> expression) {}

  @Override
  public void check(Problems problems) {
    if (allow.isPresent() == deny.isPresent()) {
      problems.add("expected either \"allow\" or \"deny\"");
    }
  }

  /** What it is about. */
  Of of() {
    return allow.or(() -> deny).orElseThrow();
  }

  /** Tells what is wrong with its paths and its expression. */
  void check(BiConsumer<String, String> problems) {
    String place = allow.isPresent() ? "/allow" : "/deny";
    for (int i = 0; i < of().paths().size(); i++) {
      try {
        PathPattern.of(of().paths().get(i));
      } catch (IllegalArgumentException wrong) {
        problems.accept(place + "/paths/" + i, String.valueOf(wrong.getMessage()));
      }
    }
    of().expression()
        .ifPresent(
            text -> {
              try {
                Expression.condition(text, RequestVariables.ALL);
              } catch (InvalidExpression invalid) {
                problems.accept(place + "/expression", invalid.text());
              }
            });
  }
}
