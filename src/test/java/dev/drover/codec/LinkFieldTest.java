package dev.drover.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8288, section 3 and appendix B.2. */
class LinkFieldTest {
  private static Optional<String> next(String... values) {
    return LinkField.find(List.of(values), "next").map(LinkField::target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "</a>; rel=\"next\" | /a",
        "</a>;rel=next | /a",
        "</a>; REL=\"NEXT\" | /a",
        "</a> ; rel = \"next\" | /a",
        "< /a >; rel=next | /a",
        "</a>; rel=\"prev next\" | /a",
        "</a>; rel=\"nextish\" | ",
        "</p>; rel=prev, </a>; rel=next | /a",
        "</p,q>; rel=prev,</a,b;c>; rel=next | /a,b;c",
        "</p>; title=\"a, <b>; rel=next\"; rel=prev, </a>; rel=next | /a",
        "</p>; title=\"a \\\" , \"; rel=prev, </a>; rel=next | /a",
        "</a>; rel=prev; rel=next | ",
        "</a>; rel=next; rel=prev | /a",
        "</x>; rel=next; anchor=\"#foo\", </a>; rel=next | /a",
        "</a>; title*=UTF-8''x%20y; crossorigin; rel=next | /a",
        "</a>; rel=next; | /a",
        "</a>;;; rel=next | /a",
        "<>; rel=next | ``",
        "</a> | ",
        "/a; rel=next | ",
        "</a; rel=next | ",
        "</a>; rel=\"next | /a",
        "`` | "
      })
  void theNextIsFound(String value, String target) {
    assertThat(next(value)).isEqualTo(Optional.ofNullable(target));
  }

  @Test
  void linksMayBeInSeveralFields() {
    assertThat(next("</p>; rel=prev", "", "</a>; rel=next")).contains("/a");
    assertThat(next()).isEmpty();
  }
}
