package dev.drover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.drover.telemetry.AccessLog;
import dev.drover.testing.Project;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds docs/architecture.md: who may know whom, and what nobody may do. */
class ArchitectureTest {
  private static final String ROOT = "dev.drover";

  private static final Map<String, Integer> RANKS =
      Map.ofEntries(
          Map.entry("status", 0),
          Map.entry("limit", 0),
          Map.entry("config", 0),
          Map.entry("bus", 0),
          Map.entry("exchange", 1),
          Map.entry("schema", 1),
          Map.entry("telemetry", 2),
          Map.entry("codec", 2),
          Map.entry("tls", 2),
          Map.entry("expression", 2),
          Map.entry("filter", 4),
          Map.entry("upstream", 3),
          Map.entry("task", 3),
          Map.entry("herd", 3),
          Map.entry("handler", 4),
          Map.entry("route", 4),
          Map.entry("server", 5),
          Map.entry("admin", 5),
          Map.entry("", 8),
          Map.entry("demo", 6),
          Map.entry("command", 7));

  @SuppressWarnings("unused") // the source of parameters
  private static final Set<String> PACKAGES = new TreeSet<>(RANKS.keySet());

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** What the code may see of Vert.x where it is only about data and streams. */
  private static final Set<String> DATA_AND_STREAMS =
      Set.of(
          "io.vertx.core.AsyncResult",
          "io.vertx.core.Future",
          "io.vertx.core.Handler",
          "io.vertx.core.MultiMap",
          "io.vertx.core.Promise",
          "io.vertx.core.buffer.Buffer",
          "io.vertx.core.http.HttpHeaders",
          "io.vertx.core.http.HttpMethod",
          "io.vertx.core.streams.Pipe",
          "io.vertx.core.streams.ReadStream",
          "io.vertx.core.streams.StreamBase",
          "io.vertx.core.streams.WriteStream");

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void importsOnlyLowerRanks(String name) {
    noClasses()
        .that(describe("reside in " + name, type -> top(type).equals(name)))
        .should()
        .dependOnClassesThat(
            describe(
                "reside in a package of the same or a higher rank",
                type ->
                    type.getPackageName().startsWith(ROOT)
                        && !top(type).equals(name)
                        && rank(type) >= rank(name)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageHasARank() {
    assertThat(CLASSES.stream().map(ArchitectureTest::top)).isSubsetOf(RANKS.keySet());
  }

  @Test
  void theDocumentHasTheSameRanks() {
    Map<String, Integer> told =
        Pattern.compile("(?m)^\\| (\\d) \\| `?(\\w+)`? \\|")
            .matcher(Project.text("docs/architecture.md"))
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(2).equals("root") ? "" : row.group(2),
                    row -> Integer.valueOf(row.group(1))));
    assertThat(told).isEqualTo(RANKS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .filteredOn(p -> !p.getName().startsWith(ROOT + ".v1") && !generated(p.getClasses()))
        .allMatch(p -> p.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  @Test
  void algorithmsAndConfigurationKnowNoTransport() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".status..", ROOT + ".limit..", ROOT + ".config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(CLASSES);
  }

  @Test
  void theExchangeKnowsOnlyDataAndStreams() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".exchange..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.vertx..")
                .and(
                    describe(
                        "are no data or streams", t -> !DATA_AND_STREAMS.contains(t.getName()))))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  /** What nodes know together they tell each other; no map of the cluster holds it. */
  @Test
  void theHerdSharesNoData() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".herd..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.core.shareddata..")
        .check(CLASSES);
  }

  /** But for the end of the access log, which is closed on a worker. */
  @Test
  void nothingWaits() {
    noClasses()
        .that(belongToTheGateway())
        .and()
        .doNotHaveFullyQualifiedName(AccessLog.class.getName())
        .should()
        .callMethodWhere(calls(Future.class, "await"))
        .orShould()
        .callMethodWhere(calls(java.util.concurrent.Future.class, "get", "join"))
        .orShould()
        .callMethodWhere(calls(Thread.class, "sleep", "join"))
        .orShould()
        .callMethodWhere(calls(Object.class, "wait"))
        .orShould()
        .callMethodWhere(calls(java.util.concurrent.CountDownLatch.class, "await"))
        .check(CLASSES);
  }

  @Test
  void nothingPrints() {
    noClasses()
        .that(belongToTheGateway())
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({"src/main/java, 400", "src/test/java, 600"})
  void noFileIsLong(String folder, int most) throws IOException {
    try (Stream<Path> all = Files.walk(Project.path(folder))) {
      assertThat(all.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(most));
    }
  }

  @Test
  void namesSayWhatAThingIs() {
    for (String suffix : List.of("Impl", "Manager", "Helper", "Helpers", "Util", "Utils")) {
      noClasses().that(handWritten()).should().haveSimpleNameEndingWith(suffix).check(CLASSES);
    }
    noClasses().that(handWritten()).should().haveSimpleNameStartingWith("Abstract").check(CLASSES);
  }

  @Test
  void stateIsNeverStatic() {
    classes()
        .that(handWritten())
        .should(
            new ArchCondition<>("have only final static fields") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                    .filter(field -> !field.getName().contains("$"))
                    .map(field -> field.getFullName() + " is static and not final")
                    .forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
              }
            })
        .check(CLASSES);
  }

  /** The commands and the demo are people's, not the data path: they print and they wait. */
  private static DescribedPredicate<JavaClass> belongToTheGateway() {
    return describe(
        "belong to the gateway",
        type ->
            !Set.of("demo", "command").contains(top(type))
                && !type.getFullName().matches("dev\\.drover\\.Main(\\$.*)?"));
  }

  private static DescribedPredicate<JavaClass> handWritten() {
    return describe("are written by hand", type -> !generated(Set.of(type)));
  }

  /** Of the protobuf compiler. */
  private static boolean generated(Set<JavaClass> types) {
    return types.stream()
        .anyMatch(
            type ->
                type.isAssignableTo("com.google.protobuf.GeneratedMessage")
                    || type.isAssignableTo("com.google.protobuf.MessageOrBuilder")
                    || type.isAssignableTo("com.google.protobuf.GeneratedFile")
                    || type.getEnclosingClass()
                        .map(outer -> generated(Set.of(outer)))
                        .orElse(false));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String... names) {
    return describe(
        owner.getSimpleName() + "." + String.join("/", names),
        access ->
            assignableTo(owner).test(access.getTargetOwner())
                && Set.of(names).contains(access.getName()));
  }

  private static String top(JavaClass type) {
    String name = type.getPackageName();
    if (name.equals(ROOT)) {
      return "";
    }
    return name.substring(ROOT.length() + 1).split("\\.", 2)[0];
  }

  private static int rank(JavaClass type) {
    return rank(top(type));
  }

  private static int rank(String name) {
    return RANKS.getOrDefault(name, 0);
  }
}
