package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./drover} in a copy of the project whose JDKs only print how they were called. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
  @TempDir private Path folder = Path.of("");

  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    Path script = Path.of(System.getProperty("drover.project", "."), "drover");
    Files.createDirectories(folder.resolve("project/target"));
    executable("project/drover", Files.readString(script));
    executable("project/mvnw", "#!/bin/sh\necho \"mvnw $*\" >&2\n: > target/drover.jar\n");
    jdk("home/.jdks/old", "1.8.0_402");
    jdk("home/.jdks/seventeen", "17.0.15");
    jdk("home/.sdkman/candidates/java/newest", "97.0.1");
    jdk("elsewhere/newer", "96");
  }

  @Test
  void theNewestJdkIsTakenWhereverItIs() throws Exception {
    Outcome outcome = run(Map.of("JAVA_HOME", folder.resolve("elsewhere/newer").toString()));
    assertThat(outcome.out()).startsWith("97.0.1 ");
    Outcome other =
        run(
            Map.of(
                "JAVA_HOME", folder.resolve("elsewhere/newer").toString(),
                "HOME", folder.resolve("nobody").toString()));
    assertThat(other.out()).startsWith("96 ");
  }

  @Test
  void theJdkThatIsAskedForIsTaken() throws Exception {
    Outcome outcome =
        run(Map.of("DROVER_JAVA", folder.resolve("home/.jdks/seventeen/bin/java").toString()));
    assertThat(outcome.out()).startsWith("17.0.15 ").doesNotContain("--enable-native-access");
  }

  @Test
  void aJdkThatIsTooOldIsRefused() throws Exception {
    Outcome outcome =
        run(Map.of("DROVER_JAVA", folder.resolve("home/.jdks/old/bin/java").toString()));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("which is not a JDK 17 or newer");
  }

  @Test
  void aNewJdkGetsItsFlags() throws Exception {
    Files.createFile(folder.resolve("project/target/drover.jar"));
    Outcome outcome =
        run(Map.of("DROVER_HEAP", "64m", "DROVER_JAVA_OPTS", "-Da=1 -Db=2"), "run", "a b");
    assertThat(outcome.out())
        .contains(
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                + " -XX:+UseCompactObjectHeaders -Xms64m -Xmx64m -Da=1 -Db=2 -jar ")
        .endsWith("/project/target/drover.jar [run] [a b]\n");
  }

  @Test
  void whatAnEarlierRunHasLearnedIsUsedUntilThereIsAnotherJar() throws Exception {
    Path jar = folder.resolve("project/target/drover.jar");
    Path cache = folder.resolve("project/target/drover.aot");
    Files.createFile(jar);
    Files.createFile(cache);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
    assertThat(run(Map.of()).out()).contains(" -XX:AOTCache=", "/project/target/drover.aot -jar ");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(10)));
    assertThat(run(Map.of()).out()).doesNotContain("AOTCache");
  }

  @Test
  void theJarIsBuiltOnFirstUseOnly() throws Exception {
    Outcome first = run(Map.of());
    assertThat(first.code()).isZero();
    assertThat(first.err()).contains("building", "mvnw -q -B package -Dmaven.test.skip=true");
    assertThat(run(Map.of()).err()).isEmpty();
  }

  @Test
  void whatIsBuiltLearnsOnce() throws Exception {
    assertThat(run(Map.of()).out()).contains(" -XX:AOTCache=", "/project/target/drover.aot -jar ");
    Files.delete(folder.resolve("project/target/drover.aot"));
    assertThat(run(Map.of()).out()).doesNotContain("AOTCache");
  }

  @Test
  void whoLearnsUsesNothingLearned() throws Exception {
    run(Map.of());
    assertThat(run(Map.of("DROVER_JAVA_OPTS", "-XX:AOTCacheOutput=other.aot")).out())
        .contains(" -XX:AOTCacheOutput=other.aot -jar ")
        .doesNotContain("AOTCache=");
  }

  @Test
  void aLinkFromElsewhereWorks() throws Exception {
    Files.createSymbolicLink(folder.resolve("absolute"), folder.resolve("project/drover"));
    Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("bin/relative"), Path.of("../absolute"));
    Outcome outcome = start(folder.resolve("bin/relative"), Map.of());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("/project/target/drover.jar");
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    return start(folder.resolve("project/drover"), environment, arguments);
  }

  private Outcome start(Path command, Map<String, String> environment, String... arguments)
      throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command.toString());
    builder.command().addAll(java.util.List.of(arguments));
    builder.directory(folder.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("DROVER_"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private void jdk(String home, String version) throws IOException {
    executable(
        home + "/bin/java",
        "#!/bin/sh\n"
            + "printf '%s' '"
            + version
            + "'\n"
            + "jar=\n"
            + "for word in \"$@\"; do\n"
            + "  case $word in */drover.aot) : > \"${word#*=}\" ;; esac\n"
            + "  if [ -n \"$jar\" ]; then printf ' [%s]' \"$word\"; else printf ' %s' \"$word\"; fi\n"
            + "  case $word in *.jar) jar=$word ;; esac\n"
            + "done\n"
            + "echo\n");
    Files.writeString(
        folder.resolve(home).resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\"1+2\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private void executable(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
