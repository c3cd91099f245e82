package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaDiffTest {
  private static final String SERVICE = "service S { rpc M(A) returns (B); }";
  private static final String BASE = "message B { A a = 1; }";

  private static SchemaDiff between(String before, String after) {
    return SchemaDiff.between(Protos.schema(before), Protos.schema(after));
  }

  @Test
  void theSameIsNoChange() {
    String text = "message A { string s = 1; A a = 2; map<string, A> m = 3; }" + BASE + SERVICE;

    SchemaDiff diff = between(text, "// A comment.\n" + text);
    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.sentences()).isEmpty();
  }

  @Test
  void methodsComeAndGo() {
    String messages = "message A {}" + BASE;
    SchemaDiff diff =
        between(
            messages + "service S { rpc M(A) returns (B); rpc Old(A) returns (B); }",
            messages + SERVICE + "service T { rpc New(A) returns (B); }");

    assertThat(diff.removed()).containsExactly("t.S/Old");
    assertThat(diff.added()).containsExactly("t.T/New");
    assertThat(diff.incompatible()).isEmpty();
    assertThat(diff.sentences()).containsExactly("t.S/Old is removed.", "t.T/New is added.");
    assertThat(diff.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          string s = 1;          |                        | t.A.s is removed.
          string s = 1;          | string s = 2;          | t.A.s had the number 1 and has 2.
          string s = 1;          | bytes s = 1;           | t.A.s was string and is bytes.
          string s = 1;          | int32 n = 1;           | t.A.s, whose number 1 is that of n now, was string and is int32.
          int32 s = 1;           | int64 s = 1;           | t.A.s was int32 and is int64.
          string s = 1;          | string t = 1;          | t.A.s is named t now.
          string s = 1;          | string s = 1 [json_name = "x"]; | t.A.s was s in JSON and is x.
          string s = 1;          | repeated string s = 1; | t.A.s was string and is repeated string.
          map<string, int32> s = 1; | map<string, int64> s = 1; | t.A.s was map<string, int32> and is map<string, int64>.
          E e = 1;               | F e = 1;               | t.A.e was t.E and is t.F.
          C c = 1;               | D c = 1;               | t.A.c was t.C and is t.D.
          oneof o { string s = 1; string u = 2; } | string s = 1; string u = 2; | t.A.s shares a oneof with other fields than before.
          """)
  void changesThatCallersNotice(String before, String after, String sentence) {
    String rest = BASE + SERVICE + "enum E { Z = 0; } enum F { Y = 0; } message C {} message D {}";
    SchemaDiff diff =
        between(
            "message A {" + before + "}" + rest,
            "message A {" + (after == null ? "" : after) + "}" + rest);

    assertThat(diff.compatible()).isEmpty();
    assertThat(diff.incompatible()).hasSize(1);
    assertThat(diff.incompatible().get(0).method()).isEqualTo("t.S/M");
    assertThat(diff.incompatible().get(0).sentences().get(0)).isEqualTo(sentence);
    assertThat(diff.sentences().get(0)).startsWith("t.S/M has changed incompatibly: " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          string s = 1;          | string s = 1; string u = 2; | t.A.u is added.
          string s = 1;          | optional string s = 1;      | t.A.s knows whether it is set.
          string s = 1;          | oneof o { string s = 1; }   | t.A.s knows whether it is set.
          """)
  void changesThatCallersDoNotNotice(String before, String after, String sentence) {
    SchemaDiff diff =
        between(
            "message A {" + before + "}" + BASE + SERVICE,
            "message A {" + after + "}" + BASE + SERVICE);

    assertThat(diff.incompatible()).isEmpty();
    assertThat(diff.compatible())
        .containsExactly(new SchemaDiff.Change("t.S/M", java.util.List.of(sentence)));
  }

  @Test
  void aOneofMayBeRenamed() {
    String rest = BASE + SERVICE;
    assertThat(
            between(
                    "message A { oneof o { string s = 1; string u = 2; } }" + rest,
                    "message A { oneof p { string s = 1; string u = 2; } }" + rest)
                .isEmpty())
        .isTrue();
  }

  @Test
  void valuesOfEnumsAreCompared() {
    String rest = "message A { E e = 1; }" + BASE + SERVICE;
    SchemaDiff diff =
        between(
            "enum E { Z = 0; ONE = 1; TWO = 2; }" + rest,
            "enum E { Z = 0; ONE = 3; FOUR = 4; }" + rest);

    assertThat(diff.incompatible().get(0).sentences())
        .containsExactly(
            "t.A.e had the number 1 for ONE and has 3.",
            "t.A.e can no longer be TWO.",
            "t.A.e can be FOUR now.");
  }

  @Test
  void streamsAndTypesOfAMethodAreCompared() {
    String messages = "message A {}" + BASE;
    SchemaDiff diff =
        between(messages + SERVICE, messages + "service S { rpc M(stream B) returns (stream B); }");

    assertThat(diff.incompatible().get(0).sentences())
        .containsExactly(
            "Its request is a stream now.",
            "Its response is a stream now.",
            "Its request was t.A and is t.B.");
  }

  @Test
  void theHttpRuleIsCompared() {
    String start = "message A {}" + BASE + "service S { rpc M(A) returns (B) {";
    String rule = "option (google.api.http) = { get: \"/v%d\" };";

    assertThat(between(start + "} }", start + rule.formatted(1) + "} }").compatible()).hasSize(1);
    assertThat(
            between(start + rule.formatted(1) + "} }", start + rule.formatted(2) + "} }")
                .incompatible())
        .hasSize(1);
  }

  @Test
  void typesThatHoldEachOtherAreComparedToTheirEnd() {
    String before = "message A { B b = 1; } message B { A a = 1; map<int32, C> c = 2; } ";
    String after = before + "message C { A a = 1; B b = 2; }";

    SchemaDiff diff = between(before + "message C { A a = 1; }" + SERVICE, after + SERVICE);
    assertThat(diff.compatible().get(0).sentences()).containsExactly("t.C.b is added.");
  }
}
