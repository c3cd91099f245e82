package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drover.config.InvalidConfig;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A wrong name is answered with the right one. */
@ExtendWith(NoLeaks.class)
class Seed210MisnamedKeyTest {
  @Test
  void theKeyClusterIsToldItsName() {
    TestConfig config =
        TestConfig.http(RawOrigin.refusedPort()).with("cluster", "{\"name\": \"orders\"}");

    Throwable refused = catchThrowable(config::start);

    assertThat(refused).hasCauseInstanceOf(InvalidConfig.class);
    String text = String.valueOf(refused.getCause());
    SeedReport.row(
        "2.10", "the key \"cluster\" stops the start", "did you mean \"upstreams\"?", text);
    assertThat(text).contains("/cluster: unknown key \"cluster\"; did you mean \"upstreams\"?");
  }
}
