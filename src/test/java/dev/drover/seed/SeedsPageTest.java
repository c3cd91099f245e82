package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Project;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/seeds.md has every row. With {@code -Ddrover.write=true} it is written from {@code
 * target/seed-report.md}, as a full run has left it.
 */
class SeedsPageTest {
  private static final String PAGE = "docs/seeds.md";
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d)\\.(\\d+)(b?)\\b.*$");
  private static final String CLAIMS =
      "| 3.9 | what the sources say wrongly of other things | is not repeated | [said]"
          + "(herd.md#what-the-seed-says-what-was-measured) |";

  private static Stream<String> ids() {
    int[] most = {19, 8, 13, 9, 12};
    return Stream.concat(
        Stream.of("0.2b"),
        IntStream.range(0, most.length)
            .boxed()
            .flatMap(part -> IntStream.rangeClosed(1, most[part]).mapToObj(n -> part + "." + n)));
  }

  private static String written() {
    String report = Project.text("target/seed-report.md");
    Comparator<MatchResult> order =
        Comparator.comparingInt((MatchResult row) -> 100 * number(row, 1) + number(row, 2))
            .thenComparing(row -> row.group(3));
    List<String> rows =
        ROW.matcher(report + "\n" + CLAIMS)
            .results()
            .sorted(order)
            .map(MatchResult::group)
            .distinct()
            .toList();
    return """
        # The seeds
        Drover grew from five documents on asynchronous services: asyncio and its cost, gRPC in Python, its proposals, a herd of
        servers, REST at speed. Each system in them is a row with a number; each row is a test in `dev.drover.seed`, named after
        it. This is what a full run has measured on a virtual machine with two processors: ratios and counts are asserted there,
        speeds only printed. How to run them: [CONTRIBUTING](../CONTRIBUTING.md).

        | row | claim | expected | measured |
        |---|---|---|---|
        """
        + String.join("\n", rows)
        + "\n";
  }

  private static int number(MatchResult row, int group) {
    return Integer.parseInt(row.group(group));
  }

  @Test
  void thePageHasEveryRow() {
    if (Boolean.getBoolean("drover.write")) {
      Project.write(PAGE, written());
    }
    TreeSet<String> there = new TreeSet<>();
    String page = Project.text(PAGE);
    ROW.matcher(page)
        .results()
        .forEach(row -> there.add(row.group(1) + "." + row.group(2) + row.group(3)));
    assertThat(there).containsAll(ids().toList());
  }
}
