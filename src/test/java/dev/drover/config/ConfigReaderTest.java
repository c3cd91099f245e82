package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  record Kinds(
      String text,
      boolean flag,
      int whole,
      long large,
      double real,
      Duration duration,
      Size size,
      Secret secret,
      Sample.Per constant,
      Cidr written,
      List<String> list,
      Map<String, Integer> map,
      Optional<Long> optional,
      Sample.Bus nested) {}

  record Bounded(
      @Range(min = "1ms", max = "1h") Optional<Duration> time,
      @Range(max = "1KiB") Optional<Size> size,
      @Range(min = "0") Optional<Double> share,
      Optional<Integer> whole,
      @Length(min = 2, max = 3) Optional<String> text,
      @Length(max = 1) List<String> list,
      @Length(min = 1) Optional<Map<String, String>> map) {}

  record Outer(Map<String, List<Sample.RateLimit>> limits) {}

  record Item(@Default("item-{index}") String id, Optional<String> like)
      implements Distinct, Checked {
    @Override
    public Optional<String> identity() {
      return Optional.of("id " + id);
    }

    @Override
    public void check(Problems problems) {
      if (problems.given("like") && like.equals(Optional.of(id))) {
        problems.at("like").add("an item is not like itself");
      }
    }
  }

  record Items(List<Item> items) {}

  record Broken(String text) {
    Broken {
      throw new UnsupportedOperationException("a bug");
    }
  }

  @Test
  void everyKindOfComponentIsRead() {
    String json =
        """
        { 'text': 't', 'flag': true, 'whole': -7, 'large': 5000000000, 'real': 1.5e2, 'duration': '5m',
          'size': '1KiB', 'secret': 'x', 'constant': 'client-address', 'written': '::1',
          'list': ['b', 'a'], 'map': { 'z': 1, 'a': 2 }, 'optional': 3, 'nested': { 'address': 'n' } }
        """;
    Kinds kinds = Sample.read(Kinds.class, json);
    assertThat(kinds)
        .isEqualTo(
            new Kinds(
                "t",
                true,
                -7,
                5_000_000_000L,
                150,
                Duration.ofMinutes(5),
                Size.of(1024),
                Secret.of("x"),
                Sample.Per.CLIENT_ADDRESS,
                Cidr.parse("::1"),
                List.of("b", "a"),
                Map.of("z", 1, "a", 2),
                Optional.of(3L),
                new Sample.Bus("n")));
    assertThat(kinds.map().keySet()).containsExactly("z", "a");
  }

  @Test
  void aWrongTypeSaysWhatWasExpectedAndWhatWasFound() {
    String json =
        """
        { 'text': 5, 'flag': 'yes', 'whole': 1.5, 'large': 1e2, 'real': '1', 'duration': '2 s',
          'size': 5, 'secret': 12345, 'constant': 'rote', 'written': 'localhost', 'list': 'a',
          'map': [], 'optional': null, 'nested': 'n' }
        """;
    assertThat(Sample.problems(Kinds.class, json))
        .containsExactly(
            "/text: expected a string, found the number 5",
            "/flag: expected true or false, found \"yes\"",
            "/whole: expected a whole number, found the number 1.5",
            "/large: expected a whole number, found the number 1E+2",
            "/real: expected a number, found \"1\"",
            "/duration: expected a duration such as \"2s\", found \"2 s\"",
            "/size: expected a size such as \"64KiB\", found the number 5; add a unit: B, kB, MB, GB,"
                + " TB, KiB, MiB, GiB or TiB",
            "/secret: expected a string, found a number",
            "/constant: expected one of \"client-address\" and \"route\", found \"rote\"; did you mean"
                + " \"route\"?",
            "/written: expected an IP address or a block such as \"10.0.0.0/8\", found \"localhost\"",
            "/list: expected a list, found \"a\"",
            "/map: expected an object, found a list",
            "/optional: expected a whole number, found null; leave the key out instead",
            "/nested: expected an object, found \"n\"");
  }

  @Test
  void aMissingKeyIsReportedUnlessItsTypeCanBeEmpty() {
    assertThat(Sample.problems(Kinds.class, "{}"))
        .hasSize(11)
        .contains(
            "/text: required, but missing; expected a string",
            "/duration: required, but missing; expected a duration such as \"2s\"",
            "/nested: required, but missing; expected an object");
  }

  @Test
  void aMisspeltRequiredKeyIsOneProblemNotTwo() {
    assertThat(Sample.problems(Sample.Bus.class, "{ 'adress': 'x' }"))
        .containsExactly("/adress: unknown key \"adress\"; did you mean \"address\"?");
  }

  @Test
  void anUnknownKeyNamesTheNearestOrAllThatAreKnown() {
    assertThat(Sample.problems(Sample.Cors.class, "{ 'max_age': '1s', 'zzz': 1 }"))
        .containsExactly(
            "/max_age: unknown key \"max_age\"; did you mean \"maxAge\"?",
            "/zzz: unknown key \"zzz\"; known: \"origins\" and \"maxAge\"");
  }

  @Test
  void rangesAndLengthsAreInclusive() {
    Bounded least =
        Sample.read(
            Bounded.class,
            "{ 'time': '1ms', 'size': '0B', 'share': 0, 'whole': -2147483648, 'text': 'ab', 'map': {'a': 'b'} }");
    assertThat(least.whole()).contains(Integer.MIN_VALUE);
    Bounded most =
        Sample.read(
            Bounded.class,
            "{ 'time': '60m', 'size': '1KiB', 'share': 1e300, 'whole': 2147483647, 'text': 'abc', 'list': ['x'] }");
    assertThat(most.whole()).contains(Integer.MAX_VALUE);
  }

  @Test
  void whatIsOutOfItsRangeSaysTheRange() {
    String json =
        """
        { 'time': '2h', 'size': '2KiB', 'share': -0.1, 'whole': 2147483648, 'text': 'a',
          'list': ['a', 'b'], 'map': {} }
        """;
    assertThat(Sample.problems(Bounded.class, json))
        .containsExactly(
            "/time: expected a duration from 1ms to 1h, found \"2h\"",
            "/size: expected a size of at most 1KiB, found \"2KiB\"",
            "/share: expected a number of at least 0, found the number -0.1",
            "/whole: expected a whole number from -2147483648 to 2147483647, found the number"
                + " 2147483648",
            "/text: expected a string of at least 2 characters, found 1",
            "/list: expected a list of at most 1 item, found 2",
            "/map: expected an object of at least 1 key, found 0");
  }

  @Test
  void aNumberOfAnySizeIsAProblemNotACrash() {
    String huge = "9".repeat(400);
    assertThat(Sample.problems(Bounded.class, "{ 'whole': " + huge + ", 'share': 1e999999 }"))
        .containsExactly(
            "/whole: expected a whole number, found the number " + huge,
            "/share: expected a number of at least 0, found the number 1E+999999");
  }

  @Test
  void whatAConstructorRefusesIsAProblem() {
    assertThat(Sample.problems(Outer.class, "{ 'limits': { 'a/b': [ { 'rate': 13 } ] } }"))
        .containsExactly("/limits/a~1b/0: 13 is not a rate anybody wants");
  }

  @Test
  void aBugInAConstructorIsNotAProblemOfTheDocument() {
    assertThatThrownBy(() -> Sample.load(Broken.class, "{ 'text': '' }"))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("a bug");
  }

  @Test
  void itemsHaveTheirPlaceInTheirDefaultsAndDifferInTheirIdentities() {
    assertThat(Sample.read(Items.class, "{ 'items': [ {}, { 'id': 'x' }, {} ] }").items())
        .extracting(Item::id)
        .containsExactly("item-0", "x", "item-2");
    assertThat(Sample.problems(Items.class, "{ 'items': [ {}, { 'id': 'item-0' }, { 'id': 4 } ] }"))
        .containsExactly(
            "/items/1: the id item-0 is taken by /items/0; give each its own",
            "/items/2/id: expected a string, found the number 4");
  }

  @Test
  void aRecordMayCheckItself() {
    assertThat(Sample.problems(Items.class, "{ 'items': [ { 'id': 'x', 'like': 'x' } ] }"))
        .containsExactly("/items/0/like: an item is not like itself");
  }

  @Test
  void aStringNamedSchemaIsIgnoredAtTheTopOnly() {
    Loaded<Items> loaded = Sample.load(Items.class, "{ '$schema': 'drover.schema.json' }");
    assertThat(loaded.effective().toString()).isEqualTo("{}");
    assertThat(Sample.problems(Items.class, "{ '$schema': 5, 'items': [ { '$schema': '' } ] }"))
        .containsExactly(
            "/$schema: expected a string, found the number 5",
            "/items/0/$schema: unknown key \"$schema\"; known: \"id\" and \"like\"");
  }

  @Test
  void theDefaultsOfARecordCanBeHadWithoutADocument() {
    assertThat(ConfigReader.defaults(ShutdownConfig.class))
        .isEqualTo(new ShutdownConfig(Duration.ofSeconds(10), Duration.ZERO));
  }
}
