package dev.drover.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Project;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/errors.md} are those of the code. */
class ErrorsPageTest {
  private static final String PAGE = Project.text("docs/errors.md");

  @Test
  void everyReasonHasItsRow() {
    assertThat(rows("\\| `([A-Z_]+)` \\| (\\w+) \\| ([A-Z_]+) \\| (\\d+) \\| .+ \\| .+ \\|"))
        .containsExactlyElementsOf(
            Arrays.stream(Reason.values())
                .map(
                    reason ->
                        List.of(
                            reason.name(),
                            reason.party().name().toLowerCase(Locale.ROOT),
                            reason.grpc().name(),
                            Integer.toString(reason.http())))
                .toList());
  }

  @Test
  void everyGrpcCodeHasItsHttpStatus() {
    assertThat(rows("\\| (\\d+) ([A-Z_]+) \\| (\\d+) \\|"))
        .containsExactlyElementsOf(
            Arrays.stream(GrpcCode.values())
                .map(
                    code ->
                        List.of(code.text(), code.name(), Integer.toString(code.httpStatus())))
                .toList());
  }

  @Test
  void everyHttpStatusHasItsGrpcCode() {
    assertThat(rows("\\| (\\d{3}) \\| ([A-Z_]+) \\|"))
        .containsExactlyElementsOf(
            IntStream.range(100, 600)
                .filter(status -> GrpcCode.fromHttpStatus(status) != GrpcCode.UNKNOWN)
                .mapToObj(
                    status ->
                        List.of(
                            Integer.toString(status), GrpcCode.fromHttpStatus(status).name()))
                .toList());
  }

  private static List<List<String>> rows(String row) {
    return Pattern.compile("(?m)^" + row + "$")
        .matcher(PAGE)
        .results()
        .map(found -> IntStream.rangeClosed(1, found.groupCount()).mapToObj(found::group).toList())
        .toList();
  }
}
