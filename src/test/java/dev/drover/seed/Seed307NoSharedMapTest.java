package dev.drover.seed;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.drover.Gateway;
import dev.drover.testing.SeedReport;
import org.junit.jupiter.api.Test;

/** SEEDS 3.7: nodes tell each other what they know; no map of the cluster holds it. */
class Seed307NoSharedMapTest {
  @Test
  void theHerdUsesNoMapOfTheCluster() {
    JavaClasses classes =
        new ClassFileImporter()
            .importUrl(Gateway.class.getProtectionDomain().getCodeSource().getLocation());

    noClasses()
        .that()
        .resideInAnyPackage("dev.drover.herd..", "dev.drover.limit..", "dev.drover.filter..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx.core.shareddata..", "com.hazelcast..")
        .check(classes);

    long herd =
        classes.stream()
            .filter(type -> type.getPackageName().startsWith("dev.drover.herd"))
            .count();
    assertThat(herd).isGreaterThan(30);
    SeedReport.row(
        "3.7",
        "the herd uses no map of the cluster",
        "none",
        "none in %d classes of the herd".formatted(herd));
  }
}
