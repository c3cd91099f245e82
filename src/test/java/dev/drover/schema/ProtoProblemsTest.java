package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with .proto files is told with its file, line and symbol. */
class ProtoProblemsTest {
  private final Path folder;

  ProtoProblemsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private InvalidSchema problem(String... sources) {
    List<Path> all =
        sources.length == 0
            ? List.of(folder)
            : List.of(sources).stream().map(folder::resolve).toList();
    return catchThrowableOfType(
        InvalidSchema.class, () -> Schema.of("test", ProtoCompiler.compile(all, List.of())));
  }

  private InvalidSchema problemOf(String text) {
    Protos.write(folder, "a.proto", text);
    return problem();
  }

  @Test
  void aMistakeInTheGrammarIsToldWithItsLine() {
    assertThat(problemOf("syntax = \"proto3\";\n\nmessage A {\n  string s 1;\n}\n"))
        .hasMessage("a.proto:4: expected '=' but was '1'.");
  }

  @Test
  void anUnknownTypeIsToldWithItsLineAndField() {
    InvalidSchema problem =
        problemOf("syntax = \"proto3\";\npackage p;\nmessage A {\n  Strng s = 1;\n}\n");

    assertThat(problem).hasMessage("a.proto:4: p.A.s: \"Strng\" is not defined.");
    assertThat(problem.symbol()).isEqualTo("p.A.s");
    assertThat(problem.file()).isEqualTo("a.proto:4");
  }

  @Test
  void aMissingImportIsToldWithItsLine() {
    assertThat(problemOf("syntax = \"proto3\";\nimport \"gone/b.proto\";\n"))
        .hasMessage("a.proto:2: it imports gone/b.proto, which is not there.");
  }

  @Test
  void importsDoNotLeaveTheirRoot() {
    Protos.write(folder, "out.proto", "syntax = \"proto3\";");
    Protos.write(folder, "in/a.proto", "syntax = \"proto3\"; import \"../out.proto\";");

    assertThat(problem("in")).hasMessageContaining("../out.proto, which is not there");
  }

  @Test
  void aCycleOfImportsIsTold() {
    Protos.write(folder, "a.proto", "syntax = \"proto3\"; import \"b.proto\";");
    Protos.write(folder, "b.proto", "syntax = \"proto3\"; import \"a.proto\";");

    assertThat(problem()).hasMessage("a.proto: its imports lead back to it: a.proto, b.proto.");
  }

  @Test
  void unknownAndUnfitOptionsAreTold() {
    assertThat(problemOf("syntax = \"proto3\";\nmessage A {\n  option depricated = true;\n}"))
        .hasMessage(
            "a.proto:2: A: google.protobuf.MessageOptions has no option \"depricated\"; did you mean"
                + " \"deprecated\"?");
    assertThat(problemOf("syntax = \"proto3\";\nmessage A { option deprecated = 1; }"))
        .hasMessageContaining("1 is no value of the option deprecated (BOOL)");
    assertThat(problemOf("syntax = \"proto3\";\nmessage A { option (no.such) = 1; }"))
        .hasMessageContaining(
            "no option (no.such) is known; is the file that defines it imported?");
    assertThat(
            problemOf(
                "syntax = \"proto3\"; import \"google/api/annotations.proto\";\n"
                    + "message A { option (google.api.http) = { get: \"/\" }; }"))
        .hasMessageContaining("(google.api.http) is one of google.protobuf.MethodOptions");
    assertThat(
            problemOf(
                "syntax = \"proto3\"; import \"google/api/annotations.proto\"; message A {}\n"
                    + "service S { rpc M(A) returns (A) { option (google.api.http) = { got: \"/\" }; } }"))
        .hasMessageContaining("S.M: google.api.HttpRule has no option \"got\"");
  }

  @Test
  void theFirstProblemOfEachFileIsTold() {
    Protos.write(folder, "a.proto", "syntax = \"proto3\"; message A { X x = 1; }");
    Protos.write(folder, "b.proto", "nonsense");
    Protos.write(
        folder, "c.proto", "syntax = \"proto3\"; import \"a.proto\"; message C { A a = 1; }");

    InvalidSchema problem = problem();
    assertThat(problem.problems()).hasSize(2);
    assertThat(problem)
        .hasMessageContaining("a.proto:1: A.x: \"X\" is not defined.")
        .hasMessageContaining("b.proto:");
  }

  @Test
  void sourcesThatAreNotThereAreTold() throws Exception {
    assertThat(problem("gone.proto"))
        .hasMessageEndingWith("gone.proto: there is no such file or folder.");
    assertThat(problem()).hasMessageEndingWith("the folder has no .proto file.");
    Files.write(folder.resolve("a.proto"), new byte[] {(byte) 0xff, 0});
    assertThat(problem()).hasMessage("a.proto: it is no text in UTF-8.");
  }

  @Test
  void oneNameForTwoTextsIsTold() {
    Protos.write(folder, "x/a.proto", "syntax = \"proto3\"; message A {}");
    Protos.write(folder, "y/a.proto", "syntax = \"proto3\"; message B {}");

    assertThat(problem("x", "y")).hasMessageContaining("a.proto: it is there twice");
  }

  @Test
  void nestingWithoutEndIsTold() {
    assertThat(problemOf("syntax = \"proto3\";" + "message A {".repeat(100_000)))
        .hasMessageContaining("a.proto");
  }
}
