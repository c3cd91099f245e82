package dev.drover.admin;

import dev.drover.telemetry.Totals;
import java.util.List;

/** The numbers at the top of the front page. */
final class Tiles {
  private static final double LAG_WARN = 0.05;
  private static final double LAG_BAD = 0.5;

  private Tiles() {}

  static void write(
      Html html, Totals totals, List<UpstreamView> upstreams, FrontPage.InFlight inFlight) {
    long errors = totals.routes().values().stream().mapToLong(Totals.Route::errors).sum();
    long endpoints = upstreams.stream().mapToLong(each -> each.endpoints().size()).sum();
    long up = upstreams.stream().mapToLong(UpstreamView::up).sum();
    html.raw("<div class=\"tiles\">");
    requests(html, totals.requests());
    tile(html, "", "In flight", Words.count(totals.active()), oldest(inFlight));
    tile(
        html,
        errors == 0 ? "" : "warn",
        "Errors",
        Words.count(errors),
        Words.share(errors, totals.requests()) + " of requests");
    tile(
        html,
        up == endpoints ? "" : up == 0 ? "bad" : "warn",
        "Endpoints up",
        up + " / " + endpoints,
        count(upstreams.size(), "upstream"));
    tile(
        html,
        totals.worstLagSeconds() < LAG_WARN
            ? ""
            : totals.worstLagSeconds() < LAG_BAD ? "warn" : "bad",
        "Event-loop lag",
        Words.duration(Math.round(totals.worstLagSeconds() * 1000) / 1000.0),
        "worst of the last minute");
    if (totals.linesDropped() > 0) {
      tile(html, "warn", "Log lines lost", Words.count(totals.linesDropped()), "access log");
    }
    html.raw("</div>");
  }

  private static void requests(Html html, long requests) {
    html.raw(
            "<div class=\"tile\"><div class=\"name\">Requests</div><div class=\"value\" data-total=\"")
        .text(requests)
        .raw("\">")
        .text(Words.count(requests))
        .raw("</div><div class=\"more\" data-rate>since the start</div>")
        .raw("<svg viewBox=\"0 0 100 30\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
        .raw("<polyline data-line fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"")
        .raw(" vector-effect=\"non-scaling-stroke\"/></svg></div>");
  }

  private static void tile(Html html, String type, String name, String value, String more) {
    html.raw("<div class=\"tile ")
        .text(type)
        .raw("\"><div class=\"name\">")
        .text(name)
        .raw("</div><div class=\"value\">")
        .text(value)
        .raw("</div><div class=\"more\">")
        .text(more)
        .raw("</div></div>");
  }

  private static String oldest(FrontPage.InFlight inFlight) {
    if (!inFlight.known()) {
      return "an event loop hangs";
    }
    return inFlight.oldest().isEmpty()
        ? ""
        : "oldest " + Words.duration(inFlight.oldest().get(0).ageMs() / 1000);
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
