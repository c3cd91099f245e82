package dev.drover.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingsTest {
  private static final String MESSAGES =
      """
      message Sub { string s = 1; Sub sub = 2; repeated Sub many = 3; }
      enum Color { NONE = 0; RED = 1; }
      message R {
        string name = 1; int64 n = 2; Color color = 3; bytes raw = 4; Sub sub = 5;
        repeated string tags = 6; map<string, string> labels = 7;
        google.protobuf.Timestamp at = 8; google.protobuf.Duration took = 9;
        google.protobuf.FieldMask mask = 10; google.protobuf.StringValue maybe = 11;
        google.protobuf.Struct struct = 12; oneof pick { string one = 13; Sub two = 14; }
      }
      """;

  private static final Schema LIBRARY =
      Protos.schema(
          MESSAGES
              + """
              service Library {
                rpc Get(R) returns (R) { option (google.api.http) = {
                  get: "/v1/{name=books/*}/{sub.sub.s}"
                  additional_bindings { get: "/v1/n/{n}" response_body: "tags" }
                  additional_bindings { custom { kind: "REPORT" path: "/v1/r/{color}" } }
                  additional_bindings { custom { kind: "*" path: "/v1/any" } body: "*" }
                }; }
                rpc Put(R) returns (R) { option (google.api.http) = { put: "/v1/{name}" body: "sub" }; }
                rpc Patch(R) returns (R) { option (google.api.http) = { patch: "/v1/{name}" body: "*" }; }
                rpc Delete(R) returns (R) {
                  option (google.api.http) = { delete: "/v1/{name}" body: "tags" };
                }
                rpc Plain(stream R) returns (stream R);
              }
              service Other { rpc Do(R) returns (R) { option (google.api.http) = { post: "/v1/do" }; } }
              """);

  private static List<String> shown(List<Binding> bindings) {
    return bindings.stream()
        .map(binding -> binding.rpc() + " " + binding.verb() + " " + binding.template())
        .toList();
  }

  private static List<Binding> of(String... services) throws InvalidSchema {
    return Bindings.of(LIBRARY, List.of(services), List.of(), false);
  }

  private static InvalidSchema problemOf(String rule) {
    Schema schema =
        Protos.schema(
            MESSAGES
                + "service S { rpc M(R) returns (R) { option (google.api.http) = {"
                + rule
                + "}; } }");
    return catchThrowableOfType(
        InvalidSchema.class, () -> Bindings.of(schema, List.of(), List.of(), false));
  }

  @Test
  void annotationsBecomeBindingsInTheirOrder() throws Exception {
    assertThat(shown(of()))
        .containsExactly(
            "t.Library/Get GET /v1/{name=books/*}/{sub.sub.s}",
            "t.Library/Get GET /v1/n/{n}",
            "t.Library/Get REPORT /v1/r/{color}",
            "t.Library/Get * /v1/any",
            "t.Library/Put PUT /v1/{name}",
            "t.Library/Patch PATCH /v1/{name}",
            "t.Library/Delete DELETE /v1/{name}",
            "t.Other/Do POST /v1/do");
  }

  @Test
  void onlyTheServicesThatAreNamedAreBound() throws Exception {
    assertThat(shown(of("t.Other"))).containsExactly("t.Other/Do POST /v1/do");
  }

  @Test
  void variablesAndBodiesAreFields() throws Exception {
    List<Binding> bindings = of("t.Library");

    assertThat(bindings.get(0).variables().get(1))
        .extracting(FieldDescriptor::getFullName)
        .containsExactly("t.R.sub", "t.Sub.sub", "t.Sub.s");
    assertThat(bindings.get(0).body()).isEqualTo(new Binding.NoContent());
    assertThat(bindings.get(0).responseBody()).isNull();
    assertThat(requireNonNull(bindings.get(1).responseBody()).getName()).isEqualTo("tags");
    assertThat(bindings.get(3).body()).isEqualTo(new Binding.WholeMessage());
    FieldDescriptor sub = requireNonNull(LIBRARY.message("t.R")).findFieldByName("sub");
    assertThat(bindings.get(4).body()).isEqualTo(new Binding.OneField(sub));
  }

  @Test
  void eachMethodHasItsRpcPathWhereThatIsWanted() throws Exception {
    List<Binding> bindings = Bindings.of(LIBRARY, List.of("t.Library"), List.of(), true);

    assertThat(shown(bindings))
        .hasSize(12)
        .contains("t.Library/Get POST /t.Library/Get", "t.Library/Plain POST /t.Library/Plain");
    assertThat(bindings.get(11).body()).isEqualTo(new Binding.WholeMessage());
  }

  @Test
  void anAnnotationThatIsTheRpcPathIsNotThereTwice() throws Exception {
    Schema schema =
        Protos.schema(
            MESSAGES
                + "service S { rpc M(R) returns (R) { option (google.api.http) ="
                + " { post: \"/t.S/M\" }; } }");

    assertThat(Bindings.of(schema, List.of(), List.of(), true))
        .singleElement()
        .extracting(Binding::body)
        .isEqualTo(new Binding.NoContent());
  }

  @Test
  void theServicesOfGrpcItselfAreNotBoundUnlessNamed() throws Exception {
    Schema schema =
        Schema.of(
            "test",
            com.google.protobuf.DescriptorProtos.FileDescriptorSet.newBuilder()
                .addFile(io.grpc.health.v1.HealthProto.getDescriptor().toProto())
                .addFile(io.grpc.reflection.v1.ServerReflectionProto.getDescriptor().toProto())
                .build());

    assertThat(Bindings.of(schema, List.of(), List.of(), true)).isEmpty();
    assertThat(Bindings.of(schema, List.of("grpc.health.v1.Health"), List.of(), true)).isNotEmpty();
  }

  @Test
  void aRuleTakesThePlaceOfTheAnnotation() throws Exception {
    HttpRule earlier = HttpRule.newBuilder().setSelector("t.*").setGet("/v2/all/{name}").build();
    HttpRule rule =
        HttpRule.newBuilder()
            .setSelector("t.Other.Do, t.Library.Nothing")
            .setGet("/v2/do/{name}")
            .addAdditionalBindings(HttpRule.newBuilder().setPut("/v2/do"))
            .build();
    HttpRule fitting = rule.toBuilder().setSelector("t.Other.Do").build();

    assertThat(shown(Bindings.of(LIBRARY, List.of("t.Other"), List.of(earlier, fitting), false)))
        .containsExactly("t.Other/Do GET /v2/do/{name}", "t.Other/Do PUT /v2/do");
    InvalidSchema unknown =
        catchThrowableOfType(
            InvalidSchema.class, () -> Bindings.of(LIBRARY, List.of(), List.of(rule), false));
    assertThat(unknown).hasMessageStartingWith("t.Library.Nothing: the rule is for no method");
  }

  @Test
  void aRuleForEverythingIsOneForEachMethod() throws Exception {
    HttpRule all = HttpRule.newBuilder().setSelector("*").setGet("/v2/{name}").build();

    assertThat(shown(Bindings.of(LIBRARY, List.of("t.Other"), List.of(all), false)))
        .containsExactly("t.Other/Do GET /v2/{name}");
    assertThat(
            catchThrowableOfType(
                InvalidSchema.class, () -> Bindings.of(LIBRARY, List.of(), List.of(all), false)))
        .hasMessageContaining("GET /v2/* is t.Library/Get already");
  }

  @Test
  void aRuleForNoChosenMethodIsToldWithTheNearest() {
    HttpRule typo = HttpRule.newBuilder().setSelector("t.Other.Doo").setGet("/v2").build();
    HttpRule elsewhere = HttpRule.newBuilder().setSelector("t.Library.Get").setGet("/v2").build();

    InvalidSchema problem =
        catchThrowableOfType(
            InvalidSchema.class,
            () -> Bindings.of(LIBRARY, List.of("t.Other"), List.of(typo, elsewhere), false));
    assertThat(problem.problems())
        .extracting(InvalidSchema::getMessage)
        .containsExactly(
            "t.Other.Doo: the rule is for no method; did you mean \"t.Other.Do\"?",
            "t.Library.Get: the rule is for a service that is not among those chosen.");
  }

  @Test
  void anUnknownServiceIsToldWithTheNearest() {
    assertThat(catchThrowableOfType(InvalidSchema.class, () -> of("t.Libary")))
        .hasMessage("t.Libary: no such service; did you mean \"t.Library\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          get: "/v1/{nam}"          | variable nam names no field of t.R; did you mean "name"?
          get: "/v1/{sub.x}"        | variable sub.x names no field of t.Sub; known:
          get: "/v1/{name.x}"       | variable name.x cannot be filled: name is no message.
          get: "/v1/{tags}"         | variable tags cannot be filled: tags is repeated
          get: "/v1/{labels}"       | variable labels cannot be filled: labels is repeated
          get: "/v1/{sub.many.s}"   | variable sub.many.s cannot be filled: many is repeated
          get: "/v1/{sub}"          | variable sub cannot be filled: t.Sub has no form as text.
          get: "/v1/{struct}"       | google.protobuf.Struct has no form as text.
          get: "v1"                 | The path template "v1" is wrong at column 1
          post: "/v1" body: "bdy"   | the body bdy names no field of t.R
          post: "/v1" body: "sub.s" | the body sub.s names no field of t.R
          get: "/" response_body: "x" | the response_body x names no field of t.R
          custom { path: "/v1" }    | its custom pattern has no kind
          body: "*"                 | its HTTP rule has no pattern
          get: "/a" additional_bindings { get: "/b" additional_bindings { get: "/c" } } | additional binding 1: additional_bindings cannot have
          """)
  void refusesARuleThatCannotWork(String rule, String reason) {
    InvalidSchema problem = problemOf(rule);

    assertThat(problem).hasMessageStartingWith("t.proto: t.S.M: ").hasMessageContaining(reason);
    assertThat(problem.symbol()).isEqualTo("t.S.M");
  }

  @ParameterizedTest
  @CsvSource({"n", "color", "raw", "at", "took", "mask", "maybe", "one", "two.s", "sub.sub.sub.s"})
  void everythingWithAFormAsTextCanBeAVariable(String field) {
    assertThat(problemOf("get: \"/v1/{" + field + "}\"")).isNull();
  }

  @Test
  void aBodyIsAllowedWithEveryMethod() {
    assertThat(problemOf("get: \"/v1\" body: \"*\"")).isNull();
    assertThat(problemOf("delete: \"/v1\" body: \"sub\"")).isNull();
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThat(problemOf("get: \"/{x}\" additional_bindings { put: \"y\" }").problems()).hasSize(2);
  }

  @Test
  void twoMethodsForTheSameRequestsAreToldBoth() {
    Schema schema =
        Protos.schema(
            MESSAGES
                + """
                service S {
                  rpc A(R) returns (R) { option (google.api.http) = { get: "/v1/{name=x/*}" }; }
                  rpc B(R) returns (R) { option (google.api.http) = { get: "/v1/x/{n}" }; }
                }
                """);

    assertThat(
            catchThrowableOfType(
                InvalidSchema.class, () -> Bindings.of(schema, List.of(), List.of(), false)))
        .hasMessage(
            "t.proto: t.S.B: GET /v1/x/* is t.S/A already; one request cannot be for two methods.");
  }
}
