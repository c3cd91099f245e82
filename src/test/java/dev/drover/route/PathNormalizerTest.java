package dev.drover.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.route.PathNormalizer.EncodedSlash;
import dev.drover.route.PathNormalizer.Slashes;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {
  private static final PathNormalizer DEFAULT = PathNormalizer.of();
  private static final PathNormalizer SLASHES = PathNormalizer.of(Slashes.KEEP, EncodedSlash.KEEP);
  private static final PathNormalizer STRICT =
      PathNormalizer.of(Slashes.MERGE, EncodedSlash.REJECT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "*",
        "/a",
        "/a/",
        "/a/b/c",
        "/a.b/c.d",
        "/...",
        "/.../a",
        "/.well-known/acme",
        "/..a/.b/c..",
        "/a./b../",
        "/a;x=1/b;y",
        "/;/a",
        "/a;x=../b",
        "/a~b_c-d.e",
        "/!$&'()*+,;=:@",
        "/caf%C3%A9",
        "/%E2%82%AC",
        "/%F0%9F%90%84",
        "/a%20b",
        "/a%2Bb",
        "/a%3Fb%23c",
        "/%25",
        "/%252e%252e/a",
        "/%252F",
        "/v1/users:delete",
        "/v1/users%3Adelete",
      })
  void whatIsNormalisedComesBackAsTheSameString(String path) {
    assertThat(DEFAULT.normalize(path)).isSameAs(path);
  }

  @ParameterizedTest
  @CsvSource({
    "/%61, /a",
    "/%41%7a%5F%2D%7E, /Az_-~",
    "/%2d, /-",
    "/a%2fb, /a%2Fb",
    "/a%2Fb, /a%2Fb",
    "/a%2F%2Fb, /a%2F%2Fb",
    "/caf%c3%a9, /caf%C3%A9",
    "/%e2%82%ac, /%E2%82%AC",
    "/a%3ab, /a%3Ab",
    "/a%3fb, /a%3Fb",
    "/%2561, /%2561",
    "/.%2561, /.%2561",
    "/%2e%2e%2e, /...",
    "/a/., /a/",
    "/a/.., /",
    "/a/./b, /a/b",
    "/./, /",
    "/., /",
    "/./., /",
    "/a/../b, /b",
    "/a/b/../../c, /c",
    "/a/b/.., /a/",
    "/a/b/../, /a/",
    "/a/%2e/b, /a/b",
    "/a/%2E%2e/b, /b",
    "/a/.%2e/b, /b",
    "/a/%2e./b, /b",
    "/a/%2e%2e, /",
    "//, /",
    "///, /",
    "//a, /a",
    "//host/a, /host/a",
    "/a//b, /a/b",
    "/a///b//, /a/b/",
    "/a//../b, /b",
    "/a/.//b, /a/b",
    "/a/..//b, /b",
    "/a;x/../b, /b",
    "/a;x/./b, /a;x/b",
    "/{a}, /%7Ba%7D",
    "/a|b^c, /a%7Cb%5Ec",
    "/[a], /%5Ba%5D",
    "/<a>, /%3Ca%3E",
    "/a`b, /a%60b",
  })
  void aPathIsGivenItsOneSpelling(String path, String normalised) {
    assertThat(DEFAULT.normalize(path)).isEqualTo(normalised);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| must begin with a slash",
        "a| must begin with a slash",
        "**| must begin with a slash",
        "%2Fa| must begin with a slash",
        "http://a/| must begin with a slash",
        "/..| leads above the root",
        "/../a| leads above the root",
        "/a/../..| leads above the root",
        "/a/../../b| leads above the root",
        "//..| leads above the root",
        "/%2e%2e| leads above the root",
        "/%2e%2e/%2e%2e/etc/passwd| leads above the root",
        "/./..| leads above the root",
        "/a/..;/b| hides a dot segment",
        "/a/..;x=1/b| hides a dot segment",
        "/a/.;/b| hides a dot segment",
        "/a/..;| hides a dot segment",
        "/a/..%3B/b| hides a dot segment",
        "/a/%2e%2e;/b| hides a dot segment",
        "/a/%2e%2e%3bx/b| hides a dot segment",
        "/a/..%2f| hides a dot segment",
        "/a/..%2fb| hides a dot segment",
        "/a/..%2Fb| hides a dot segment",
        "/a/%2e%2e%2fb| hides a dot segment",
        "/a%2f..| hides a dot segment",
        "/a%2f../b| hides a dot segment",
        "/a%2f..%2fb| hides a dot segment",
        "/%2F..| hides a dot segment",
        "/a%2F.| hides a dot segment",
        "/a;x%2F..| hides a dot segment",
        "/a%2F..;x| hides a dot segment",
        "/%| invalid percent escape at position 2",
        "/%4| invalid percent escape at position 2",
        "/a%zz| invalid percent escape at position 3",
        "/a%4g| invalid percent escape at position 3",
        "/a%u0041| invalid percent escape at position 3",
        "/a%-1| invalid percent escape at position 3",
        "/a%+1| invalid percent escape at position 3",
        "/%00| escaped control character at position 2",
        "/a%0d%0ab| escaped control character at position 3",
        "/%1F| escaped control character at position 2",
        "/%7f| escaped control character at position 2",
        "/a%5cb| escaped backslash at position 3",
        "/a%5Cb| escaped backslash at position 3",
        "/..%5c| escaped backslash at position 4",
        "/a\\b| a character at position 3",
        "/..\\a| a character at position 4",
        "/a#b| a character at position 3",
        "/a?b| a character at position 3",
        "/a b| a character at position 3",
        "/café| a character at position 5",
        "/a／b| a character at position 3",
        "/%c0%af| not UTF-8 at position 2",
        "/%c0%ae%c0%ae/| not UTF-8 at position 2",
        "/%e0%80%af| not UTF-8 at position 2",
        "/%f0%80%80%af| not UTF-8 at position 2",
        "/%ed%a0%80| not UTF-8 at position 2",
        "/%f4%90%80%80| not UTF-8 at position 2",
        "/%ff| not UTF-8 at position 2",
        "/a%80| not UTF-8 at position 3",
        "/%E9| not UTF-8 at position 2",
        "/%C3| not UTF-8 at position 2",
        "/%C3x| not UTF-8 at position 2",
        "/%C3%28| not UTF-8 at position 2",
      })
  void whatUpstreamsMayReadDifferentlyIsRefused(String path, String sentence) {
    assertRefused(DEFAULT, path, sentence);
  }

  @Test
  void rawControlCharactersAreRefused() {
    for (char c = 0; c < ' '; c++) {
      assertRefused(DEFAULT, "/a" + c, "a character at position 3");
    }
    assertRefused(DEFAULT, "/a\u007f", "a character at position 3");
    assertRefused(DEFAULT, "/a\u0085", "a character at position 3");
  }

  @ParameterizedTest
  @CsvSource({
    "//, //",
    "/a//b, /a//b",
    "/a//../b, /a/b",
    "/a/.//b, /a//b",
    "//.., /",
    "//a/.., //",
    "/a/../, /",
    "/a%2fb//, /a%2Fb//",
  })
  void slashesAreKeptWhenAsked(String path, String normalised) {
    assertThat(SLASHES.normalize(path)).isEqualTo(normalised);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2fb", "/%2F", "/a/%2fetc"})
  void escapedSlashesAreRefusedWhenAsked(String path) {
    assertRefused(STRICT, path, "an escaped slash at position");
  }

  @Test
  void whatComesOutStaysWhenItGoesInAgain() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] pieces = {
      "/", "/", ".", "..", "a", "b;", ";x", "%2e", "%2E", "%2f", "%2F", "%25", "%61", "%c3%a9", "{",
      "%20", "%7e", "%3b", "%", "é", "\\", "%00"
    };
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int k = random.nextInt(9); k > 0; k--) {
        path.append(pieces[random.nextInt(random.nextInt(4) == 0 ? pieces.length : 13)]);
      }
      for (PathNormalizer normalizer : new PathNormalizer[] {DEFAULT, SLASHES, STRICT}) {
        String once;
        try {
          once = normalizer.normalize(path.toString());
        } catch (Failure refused) {
          continue;
        }
        accepted++;
        String what = path + " with seed " + seed;
        assertThat(normalizer.normalize(once)).as(what).isEqualTo(once);
        assertThat(once).as(what).startsWith("/").doesNotContainPattern("/\\.\\.?(/|;|%2F|%3B|$)");
        assertThat(once).as(what).doesNotContainPattern("%2F\\.\\.?(/|;|%2F|%3B|$)");
        if (normalizer != SLASHES) {
          assertThat(once).as(what).doesNotContain("//");
        }
      }
    }
    assertThat(accepted).isGreaterThan(1000);
  }

  private static void assertRefused(PathNormalizer normalizer, String path, String sentence) {
    assertThatThrownBy(() -> normalizer.normalize(path))
        .as(path)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED))
        .hasMessageContaining(sentence);
  }
}
