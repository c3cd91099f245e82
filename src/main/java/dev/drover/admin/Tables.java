package dev.drover.admin;

import dev.drover.exchange.Stage;
import dev.drover.status.Reason;
import dev.drover.telemetry.Totals;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of the front page. */
final class Tables {
  private static final Totals.Route NONE = new Totals.Route(0, 0, 0, 0);

  private Tables() {}

  static void routes(Html html, List<RouteView> routes, Totals totals) {
    html.section("Routes", Integer.toString(routes.size()), "/routes");
    if (routes.isEmpty()) {
      html.empty("No routes are configured: every request is answered with 404.").endSection();
      return;
    }
    html.table(
        "Route", "Match", "Handler", "Filters", "#Requests", "#Errors", "#Half took", "#99 % took");
    Map<String, Totals.Route> unshown = new TreeMap<>(totals.routes());
    for (RouteView route : routes) {
      html.raw("<tr>")
          .cell("strong", route.id())
          .cell("mono", route.match())
          .cell("", route.handler())
          .raw("<td>");
      for (String filter : route.filters()) {
        html.raw("<span class=\"chip\">").text(filter).raw("</span>");
      }
      html.raw("</td>");
      Totals.Route sums = unshown.remove(route.id());
      sums(html, sums == null ? NONE : sums);
    }
    unshown.forEach(
        (id, sums) -> {
          html.raw("<tr>")
              .cell("soft", id)
              .cell("soft", id.equals("none") ? "no route matched" : "no longer configured")
              .raw("<td></td><td></td>");
          sums(html, sums);
        });
    html.endTable().endSection();
  }

  private static void sums(Html html, Totals.Route sums) {
    html.cell("number", Words.count(sums.requests()))
        .cell(sums.errors() > 0 ? "number bad-text" : "number soft", Words.count(sums.errors()))
        .cell("number", Words.atMost(sums.median(), sums.requests()))
        .cell("number", Words.atMost(sums.slow(), sums.requests()))
        .raw("</tr>");
  }

  static void upstreams(Html html, List<UpstreamView> upstreams) {
    html.section("Upstreams", Integer.toString(upstreams.size()), "/upstreams");
    if (upstreams.isEmpty()) {
      html.empty("No upstreams are configured.").endSection();
      return;
    }
    html.table("Upstream", "Protocol", "Balance", "Endpoint", "State", "#Active", "Note");
    for (UpstreamView upstream : upstreams) {
      if (upstream.endpoints().isEmpty()) {
        html.raw("<tr>");
        head(html, upstream);
        html.raw("<td colspan=\"4\" class=\"bad-text\">No endpoint is known</td></tr>");
      }
      int left = upstream.endpoints().size();
      for (UpstreamView.Endpoint endpoint : upstream.endpoints()) {
        html.raw(--left == 0 ? "<tr>" : "<tr class=\"joined\">");
        if (endpoint == upstream.endpoints().get(0)) {
          head(html, upstream);
        } else {
          html.raw("<td></td><td></td><td></td>");
        }
        html.cell("mono", endpoint.address())
            .raw("<td>")
            .pill(type(endpoint.state()), endpoint.state().name().toLowerCase(Locale.ROOT))
            .raw("</td>")
            .cell("number", Words.count(endpoint.active()))
            .cell("soft", endpoint.note())
            .raw("</tr>");
      }
    }
    html.endTable().endSection();
  }

  private static void head(Html html, UpstreamView upstream) {
    html.cell("strong", upstream.name())
        .cell("", upstream.protocol())
        .cell(
            "soft",
            Stream.concat(Stream.of(upstream.balance()), upstream.conditions().stream())
                .collect(Collectors.joining("; ")));
  }

  private static String type(UpstreamView.State state) {
    return switch (state) {
      case UP -> "";
      case DRAINING -> "warn";
      case FAILING, EJECTED -> "bad";
    };
  }

  static void exchanges(Html html, FrontPage.InFlight inFlight) {
    html.section(
        "In flight, oldest first",
        inFlight.known() ? Words.count(inFlight.total()) : "",
        "/exchanges");
    if (inFlight.oldest().isEmpty()) {
      html.empty(
              inFlight.known()
                  ? "Nothing is in flight."
                  : "An event loop did not say within 2 s what it has in flight: it hangs, or has"
                      + " too much to do.")
          .endSection();
      return;
    }
    html.table("#Age", "Stage", "Route", "Request", "Client", "Endpoint", "#Attempts");
    for (ExchangeView exchange : inFlight.oldest()) {
      html.raw("<tr>").cell("number", Words.duration(exchange.ageMs() / 1000)).raw("<td>");
      stage(html, exchange.stage());
      html.raw("</td>")
          .cell("strong", exchange.route())
          .cell("mono", request(exchange))
          .cell("mono", exchange.client())
          .cell("mono", exchange.endpoint())
          .cell("number", exchange.attempts())
          .raw("</tr>");
    }
    html.endTable().endSection();
  }

  /** A gRPC method says it all; an HTTP method needs its path. */
  private static String request(ExchangeView exchange) {
    return exchange.method().indexOf('/') < 0
        ? exchange.method() + " " + exchange.path()
        : exchange.method();
  }

  private static void stage(Html html, Stage stage) {
    html.raw("<span class=\"stage\"><svg viewBox=\"0 0 58 10\" aria-hidden=\"true\">");
    for (int i = 0; i < Stage.ENDED.ordinal(); i++) {
      html.raw("<rect y=\"2\" width=\"12\" height=\"6\" rx=\"3\" fill=\"currentColor\" x=\"")
          .text(i * 15)
          .raw("\" opacity=\"")
          .text(i <= stage.ordinal() ? "1" : "0.2")
          .raw("\"/>");
    }
    html.raw("</svg>").text(stage.name().toLowerCase(Locale.ROOT)).raw("</span>");
  }

  static void failures(Html html, Totals totals) {
    html.section("Failures", "exchanges the gateway ended itself", "");
    if (totals.failures().isEmpty()) {
      html.empty("None since the start.").endSection();
      return;
    }
    long most = totals.failures().values().stream().mapToLong(Long::longValue).max().orElse(1);
    html.table("Reason", "Caused by", "", "#Count", "#Of requests");
    totals.failures().entrySet().stream()
        .sorted(Map.Entry.<Reason, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            entry -> {
              Reason reason = entry.getKey();
              html.raw("<tr>").cell("mono", reason.name()).cell("", party(reason)).raw("<td>");
              bar(html, reason.party(), 100.0 * entry.getValue() / most);
              html.raw("</td>")
                  .cell("number", Words.count(entry.getValue()))
                  .cell("number soft", Words.share(entry.getValue(), totals.requests()))
                  .raw("</tr>");
            });
    html.endTable().endSection();
  }

  private static String party(Reason reason) {
    return switch (reason.party()) {
      case CLIENT -> "the client";
      case LOCAL -> "this gateway";
      case UPSTREAM -> "an upstream";
    };
  }

  private static void bar(Html html, Reason.Party party, double percent) {
    String type =
        switch (party) {
          case CLIENT -> "";
          case LOCAL -> "warn";
          case UPSTREAM -> "bad";
        };
    html.raw("<svg class=\"bar ")
        .text(type)
        .raw("\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
        .raw("<rect width=\"100\" height=\"8\" fill=\"currentColor\" opacity=\"0.12\"/>")
        .raw("<rect height=\"8\" fill=\"currentColor\" width=\"")
        .text(String.format(Locale.ROOT, "%.1f", Math.max(1, percent)))
        .raw("\"/></svg>");
  }
}
