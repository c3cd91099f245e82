package dev.drover.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/, -, /, -",
        "/a/b, -, /a/b, -",
        "/a?, -, /a, ''",
        "/a?b=c?d&e=/f, -, /a, b=c?d&e=/f",
        "//host/a, -, //host/a, -",
        "/a?q=100%, -, /a, q=100%",
        "/a?q=[{\"x\"}]|\\, -, /a, q=[{\"x\"}]|\\",
        "http://a.example, a.example, /, -",
        "http://a.example/, a.example, /, -",
        "HTTPS://A.example:8443/b?c, A.example:8443, /b, c",
        "http://a.example?c, a.example, /, c",
        "http://[::1]:80/b, [::1]:80, /b, -",
        "http://a/http://b/?http://c, a, /http://b/, http://c",
      })
  void aTargetIsSplit(String target, String authority, String path, String query) {
    assertThat(Target.parse(HttpMethod.GET, target)).isEqualTo(new Target(authority, path, query));
  }

  @Test
  void aTargetWithoutQueryKeepsItsString() {
    String target = "/a/b";
    assertThat(Target.parse(HttpMethod.GET, target).path()).isSameAs(target);
  }

  @Test
  void theStarIsForOptions() {
    assertThat(Target.parse(HttpMethod.OPTIONS, "*")).isEqualTo(new Target(null, "*", null));
    assertThat(Target.parse(HttpMethod.OPTIONS, "http://a.example"))
        .isEqualTo(new Target("a.example", "*", null));
    assertThat(Target.parse(HttpMethod.OPTIONS, "http://a.example/"))
        .isEqualTo(new Target("a.example", "/", null));
    assertThatThrownBy(() -> Target.parse(HttpMethod.GET, "*"))
        .hasMessage("The target * is for the method OPTIONS only.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| must be a path",
        "a.example:443| must be a path",
        "a/b| must be a path",
        "ftp://a/b| must be a path",
        "?a| must be a path",
        "http:/a| must be a path",
        "http://| without a host",
        "http:///a| without a host",
        "http://:80/a| without a host",
        "http://user@a.example/| not a host",
        "http://a\\b/| not a host",
        "http://a b/| not a host",
        "http://a%2eb/| not a host",
        "/a?b#c| a character at position 2",
        "/a?b c| a character at position 2",
        "/a?\u00e9| a character at position 1",
      })
  void whatIsNoTargetOfAGatewayIsRefused(String target, String sentence) {
    assertThatThrownBy(() -> Target.parse(HttpMethod.GET, target))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED))
        .hasMessageContaining(sentence);
  }

  @Test
  void aQueryWithControlCharactersIsRefused() {
    for (String target : new String[] {"/a?b\u0000", "/a?b\r\n", "/a?b\t", "/a?b\u007f"}) {
      assertThatThrownBy(() -> Target.parse(HttpMethod.GET, target))
          .isInstanceOf(Failure.class)
          .hasMessage("The query has a character at position 2 that no query may have.");
    }
  }

  @Test
  void aFragmentIsRefusedWhereverItIs() {
    Target path = Target.parse(HttpMethod.GET, "/a#b");
    assertThatThrownBy(() -> PathNormalizer.of().normalize(path.path()))
        .isInstanceOf(Failure.class);
    Target url = Target.parse(HttpMethod.GET, "http://a#b");
    assertThatThrownBy(() -> PathNormalizer.of().normalize(url.path())).isInstanceOf(Failure.class);
  }

  @Test
  void pathAndQueryAreJoined() {
    assertThat(Target.join("/a", null)).isEqualTo("/a");
    assertThat(Target.join("/a", "")).isEqualTo("/a?");
    assertThat(Target.join("/a", "b")).isEqualTo("/a?b");
  }
}
