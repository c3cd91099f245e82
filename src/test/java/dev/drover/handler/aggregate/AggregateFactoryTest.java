package dev.drover.handler.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigReader;
import dev.drover.schema.Schemas;
import dev.drover.testing.Eventually;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregateFactoryTest {
  private final AggregateFactory factory = new AggregateFactory();

  @Test
  void whatWasCompiledForAConfigurationGoesWithIt() {
    WeakReference<AggregateConfig> replaced = new WeakReference<>(checked());

    Eventually.await(
        () -> {
          System.gc();
          return replaced.get() == null;
        },
        Duration.ofSeconds(20),
        "The factory holds a configuration that nobody uses.");
  }

  private AggregateConfig checked() {
    AggregateConfig config =
        ConfigReader.plain(
            AggregateConfig.class,
            "{\"calls\": {\"user\": {\"upstream\": \"users\", \"path\": \"/users/1\"}}}",
            "test");
    List<String> problems = new ArrayList<>();
    factory.check(
        config, new Schemas(Map.of()), (pointer, text) -> problems.add(pointer + ": " + text));
    assertThat(problems).isEmpty();
    return config;
  }
}
