package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.schema.BindingTable.Found;
import dev.drover.schema.BindingTable.Match;
import dev.drover.schema.BindingTable.NotFound;
import dev.drover.schema.BindingTable.OtherVerb;
import dev.drover.schema.HttpTemplate.Literal;
import dev.drover.schema.HttpTemplate.One;
import dev.drover.schema.HttpTemplate.Rest;
import dev.drover.schema.HttpTemplate.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against the naive way: try each template, take the most specific. */
class BindingTablePropertyTest {
  private static final List<String> WORDS = List.of("a", "b", "c");
  private static final List<String> VERBS = List.of("GET", "POST", "*");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theTreeAgreesWithTryingEachTemplate(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 200; round++) {
      Map<String, Binding> bindings = new LinkedHashMap<>();
      for (int i = 0; i < 12; i++) {
        Binding binding = BindingTableTest.binding(rule(random));
        bindings.put(binding.verb() + binding.template().anonymous(), binding);
      }
      List<Binding> all = List.copyOf(bindings.values());
      BindingTable table = BindingTable.of(all);
      for (int i = 0; i < 50; i++) {
        String path = path(random);
        String verb = VERBS.get(random.nextInt(2));
        Match match = table.match(verb, path);
        assertThat(shown(match))
            .as("seed %d: %s %s of %s", seed, verb, path, all)
            .isEqualTo(shown(naive(all, verb, path)));
        found += match instanceof Found ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(1000);
  }

  private static String rule(Random random) {
    StringBuilder rule = new StringBuilder(VERBS.get(random.nextInt(3))).append(' ');
    int length = 1 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(10);
      boolean last = i == length - 1;
      String segment =
          kind < 5
              ? WORDS.get(random.nextInt(3))
              : last && kind > 7 ? "{r=**}" : last && kind == 7 ? "{m=a/*}" : "{v" + i + "}";
      rule.append('/').append(segment);
    }
    return rule.append(random.nextInt(4) == 0 ? ":do" : "").toString();
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      path.append('/').append(random.nextInt(12) == 0 ? "" : WORDS.get(random.nextInt(3)));
    }
    String verb = random.nextInt(3) > 0 ? "" : random.nextBoolean() ? ":do" : ":undo";
    return (path.isEmpty() ? "/" : path) + verb;
  }

  private static Match naive(List<Binding> all, String verb, String path) {
    boolean known = all.stream().anyMatch(b -> b.template().verb().equals("do"));
    boolean split = known && path.endsWith(":do");
    String custom = split ? "do" : "";
    String rest = split ? path.substring(0, path.length() - 3) : path;
    boolean odd = !split && path.contains(":");
    List<String> segments =
        rest.equals("/") || rest.isEmpty()
            ? List.of()
            : Arrays.asList(rest.substring(1).split("/", -1));
    List<Binding> fitting =
        all.stream()
            .filter(b -> b.template().verb().equals(custom) && fits(b.template(), segments))
            .toList();
    return fitting.stream()
        .filter(b -> b.verb().equals(verb) || b.verb().equals("*"))
        .min(
            Comparator.comparing(BindingTablePropertyTest::rank)
                .thenComparing(b -> b.verb().equals("*")))
        .<Match>map(b -> new Found(b, values(b.template(), segments)))
        .orElseGet(
            () ->
                fitting.isEmpty() || odd
                    ? new NotFound()
                    : new OtherVerb(
                        List.copyOf(new TreeSet<>(fitting.stream().map(Binding::verb).toList()))));
  }

  private static String rank(Binding binding) {
    StringBuilder rank = new StringBuilder();
    for (Segment segment : binding.template().segments()) {
      rank.append(segment instanceof Literal ? 'b' : segment instanceof One ? 'c' : 'd');
    }
    return rank.toString();
  }

  private static boolean fits(HttpTemplate template, List<String> path) {
    List<Segment> segments = template.segments();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (segment instanceof Rest) {
        return true;
      }
      if (i >= path.size()
          || (segment instanceof Literal literal && !literal.text().equals(path.get(i)))
          || (segment instanceof One && path.get(i).isEmpty())) {
        return false;
      }
    }
    return segments.size() == path.size();
  }

  private static List<String> values(HttpTemplate template, List<String> path) {
    List<String> values = new ArrayList<>();
    template
        .variables()
        .forEach(
            variable -> {
              boolean rest = template.segments().get(variable.end() - 1) instanceof Rest;
              int end = rest ? path.size() : variable.end();
              values.add(String.join("/", path.subList(Math.min(variable.first(), end), end)));
            });
    return values;
  }

  private static String shown(Match match) {
    return match instanceof Found found
        ? found.binding().verb() + " " + found.binding().template() + " " + found.values()
        : match.toString();
  }
}
