package dev.drover.seed;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.drover.Gateway;
import dev.drover.testing.SeedReport;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Futures are composed, never awaited. */
class Seed009ComposedFuturesTest {
  @Test
  void noFutureIsAwaited() {
    JavaClasses classes =
        new ClassFileImporter()
            .importUrl(Gateway.class.getProtectionDomain().getCodeSource().getLocation());

    noClasses()
        .that(belongToTheGateway())
        .should()
        .callMethodWhere(calls(Future.class, "await"))
        .orShould()
        .callMethodWhere(calls(java.util.concurrent.Future.class, "get"))
        .orShould()
        .callMethodWhere(calls(CompletableFuture.class, "get", "join"))
        .check(classes);

    long checked = classes.stream().filter(belongToTheGateway()).count();
    long composing =
        classes.stream()
            .filter(belongToTheGateway())
            .filter(Seed009ComposedFuturesTest::composes)
            .count();
    assertThat(checked).isGreaterThan(100);
    assertThat(composing).as("classes that compose futures").isPositive();
    SeedReport.row(
        "0.9",
        "futures are composed, not awaited",
        "no await, get or join",
        "none in %d classes, %d of which compose".formatted(checked, composing));
  }

  private static boolean composes(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                calls(Future.class, "compose", "map", "onComplete", "onSuccess", "eventually")
                    .test(call));
  }

  /** The commands and the demo are people's, not the data path: they wait. */
  private static DescribedPredicate<JavaClass> belongToTheGateway() {
    return describe(
        "belong to the gateway",
        type ->
            !type.getPackageName().matches("dev\\.drover\\.(demo|command)(\\..*)?")
                && !type.getFullName().matches("dev\\.drover\\.Main(\\$.*)?"));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String... names) {
    return describe(
        owner.getSimpleName() + "." + String.join("/", names),
        access ->
            access.getTargetOwner().isAssignableTo(owner)
                && Set.of(names).contains(access.getName()));
  }
}
