package dev.drover.admin;

import dev.drover.admin.AdminView.Readiness;
import dev.drover.herd.HerdState;
import dev.drover.telemetry.Totals;
import io.vertx.ext.web.RoutingContext;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * The page a person opens first. It needs no script and nothing from elsewhere; with script it
 * keeps itself fresh.
 */
final class FrontPage {
  /** The exchanges of the page; unknown when an event loop did not answer in time. */
  record InFlight(int total, List<ExchangeView> oldest, boolean known) {}

  private static final String STYLE = Resource.text("front.css");
  private static final String SCRIPT = Resource.text("front.js");

  /** The page's Content-Security-Policy. */
  static final String POLICY =
      "default-src 'none'; style-src '"
          + Resource.hash(STYLE)
          + "'; script-src '"
          + Resource.hash(SCRIPT)
          + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  static final String LOGO =
      "<svg viewBox=\"0 0 34 34\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.4\""
          + " stroke-linecap=\"round\" aria-hidden=\"true\"><path d=\"M3 9h9c6 0 5 8 11 8h8\"/>"
          + "<path d=\"M3 17h20\"/><path d=\"M3 25h9c6 0 5-8 11-8\"/>"
          + "<path d=\"M26 12l5 5-5 5\" stroke-linejoin=\"round\"/></svg>";
  static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 34 34' fill='none'"
          + " stroke='%232f8f5f' stroke-width='4' stroke-linecap='round'%3E%3Cpath d='M3 9h9c6 0 5"
          + " 8 11 8h8M3 25h9c6 0 5-8 11-8M25 11l6 6-6 6'/%3E%3C/svg%3E";

  private FrontPage() {}

  static String of(
      AdminView view, InFlight inFlight, List<UpstreamView> upstreams, Optional<HerdState> herd) {
    Totals totals = view.totals();
    Html html = new Html();
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<title>Drover</title><link rel=\"icon\" href=\"" + ICON + "\">")
        .raw("<style>" + STYLE + "</style></head><body><div class=\"page\"><header>")
        .raw(LOGO)
        .raw("<h1>Drover</h1><span class=\"version\">")
        .text(version())
        .raw("</span>");
    state(html, view.ready());
    html.raw("</header><nav aria-label=\"Pages\">");
    link(html, "/metrics", "Metrics");
    link(html, "/routes", "Routes");
    link(html, "/upstreams", "Upstreams");
    link(html, "/schemas", "Schemas");
    link(html, "/exchanges", "Exchanges");
    link(html, "/config", "Configuration");
    if (!view.apis().isEmpty()) {
      link(html, "/api", "API");
    }
    if (herd.isPresent()) {
      link(html, "/herd", "Herd");
    }
    link(html, "/healthz", "Health");
    link(html, "/readyz", "Readiness");
    html.raw("</nav><main id=\"main\">");
    Tiles.write(html, totals, upstreams, inFlight);
    Tables.routes(html, view.routes(), totals);
    Tables.upstreams(html, upstreams);
    SchemaTable.write(html, view.schemas());
    herd.ifPresent(state -> HerdTable.write(html, state));
    Tables.exchanges(html, inFlight);
    Tables.failures(html, totals);
    html.raw(
            "</main><footer><span id=\"fresh\">As of the moment it was loaded</span><span>Running for ")
        .text(Words.duration(ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0))
        .raw("</span><span>Counts are since the start</span></footer></div><script>")
        .raw(SCRIPT)
        .raw("</script></body></html>");
    return html.toString();
  }

  private static void state(Html html, Readiness readiness) {
    html.raw("<span class=\"state\" id=\"state\">")
        .text(readiness.reason())
        .raw(" ")
        .pill(readiness.ready() ? "" : "bad", readiness.ready() ? "Ready" : "Not ready")
        .raw("</span>");
  }

  private static void link(Html html, String path, String name) {
    html.raw("<a href=\"").text(path).raw("\">").text(name).raw("</a>");
  }

  private static String version() {
    String version = FrontPage.class.getPackage().getImplementationVersion();
    return version == null ? "development version" : version;
  }

  /** Answers with a page that asks for nothing from elsewhere. */
  static void send(RoutingContext request, String policy, String page) {
    request
        .response()
        .putHeader("content-security-policy", policy)
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("cache-control", "no-store")
        .putHeader("content-type", "text/html; charset=utf-8")
        .end(page);
  }
}
