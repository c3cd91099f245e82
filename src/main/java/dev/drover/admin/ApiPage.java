package dev.drover.admin;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The page on which APIs are read and tried: Swagger UI, from its webjar. */
final class ApiPage {
  private static final String JAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String VERSION = version();

  /** Where the viewer is on the class path. */
  static final String VIEWER_FILES = "/META-INF/resources/webjars/swagger-ui/" + VERSION + "/";

  /** Where the viewer is on the admin port; another one for each version, so it may be kept. */
  static final String VIEWER = "/api/viewer/" + VERSION + "/";

  private static final String STYLE = Resource.text("api.css");
  private static final String SCRIPT = Resource.text("api.js");

  /** The page's Content-Security-Policy; the viewer sets styles of single elements. */
  static final String POLICY =
      "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' '"
          + Resource.hash(SCRIPT)
          + "'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private ApiPage() {}

  /**
   * The page.
   *
   * @param chosen the route whose API is shown; empty for all
   * @param trying whether requests can be tried
   */
  static String of(List<ApiDocument> apis, String chosen, boolean trying) {
    Html html = new Html();
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<title>Drover: API</title><link rel=\"icon\" href=\"" + FrontPage.ICON + "\">")
        .raw("<link rel=\"stylesheet\" href=\"" + VIEWER + "swagger-ui.css\">")
        .raw("<style>" + STYLE + "</style></head><body><header>")
        .raw("<a href=\"/\" title=\"All pages\">" + FrontPage.LOGO + "Drover</a>");
    if (apis.size() > 1) {
      html.raw("<label>API <select id=\"choice\">");
      option(html, "", "All routes", chosen);
      apis.forEach(api -> option(html, api.id(), title(api), chosen));
      html.raw("</select></label>");
    }
    String document = document(apis.size() > 1 ? chosen : "");
    html.raw("<a class=\"document\" href=\"").text(document).raw("\">").text(document).raw("</a>");
    html.raw("</header>");
    if (!trying) {
      html.raw("<p class=\"note\">Requests can be tried only where the admin port listens on a")
          .raw(" loopback address and the gateway on a TCP port.</p>");
    }
    html.raw("<main id=\"viewer\" data-document=\"")
        .text(document)
        .raw("\" data-try=\"")
        .text(trying)
        .raw("\"><noscript><p class=\"note\">The viewer needs scripts; the document does not.</p>")
        .raw("</noscript></main><script src=\"" + VIEWER + "swagger-ui-bundle.js\"></script>")
        .raw("<script>" + SCRIPT + "</script></body></html>");
    return html.toString();
  }

  private static String title(ApiDocument api) {
    return api.title().equals(api.id()) ? api.id() : api.id() + ": " + api.title();
  }

  private static void option(Html html, String id, String name, String chosen) {
    html.raw("<option value=\"").text(id).raw(id.equals(chosen) ? "\" selected>" : "\">");
    html.text(name).raw("</option>");
  }

  private static String document(String route) {
    return route.isEmpty()
        ? "/openapi.json"
        : "/openapi/"
            + URLEncoder.encode(route, StandardCharsets.UTF_8).replace("+", "%20")
            + ".json";
  }

  private static String version() {
    Properties properties = new Properties();
    try {
      properties.load(
          new StringReader(new String(Resource.bytes(JAR), StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw new UncheckedIOException(JAR + " cannot be read.", e);
    }
    return properties.getProperty("version", "");
  }
}
