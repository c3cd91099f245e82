package dev.drover.filter.jwt;

import dev.drover.exchange.Filter;
import dev.drover.filter.Admission;
import dev.drover.filter.ClaimFields;
import dev.drover.filter.FilterFactory;
import dev.drover.filter.WatchedFile;
import dev.drover.schema.Schemas;
import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Makes the filter {@code jwt}. */
public final class JwtFactory implements FilterFactory<JwtConfig> {
  private final Clock clock;
  private final LongSupplier nanos;

  /** With the clocks of the system. */
  public JwtFactory() {
    this(Clock.systemUTC(), System::nanoTime);
  }

  /**
   * @param clock for what tokens say
   * @param nanos the present in nanoseconds, for how often keys are fetched
   */
  JwtFactory(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  @Override
  public String name() {
    return "jwt";
  }

  @Override
  public Class<JwtConfig> config() {
    return JwtConfig.class;
  }

  @Override
  public void check(JwtConfig config, Schemas schemas, BiConsumer<String, String> problems) {
    ClaimFields.check("/forward", config.forward().keySet(), problems);
    for (int i = 0; i < config.issuers().size(); i++) {
      JwtConfig.Issuer one = config.issuers().get(i);
      if (one.keys().isPresent()) {
        try {
          WatchedFile.read(one.keys().get(), Issuers.reader(one)::read);
        } catch (WatchedFile.Unusable wrong) {
          problems.accept("/issuers/" + i + "/keys", String.valueOf(wrong.getMessage()));
        }
      }
    }
  }

  @Override
  public Filter create(JwtConfig config, Parts parts) {
    ClaimFields fields = ClaimFields.of(config.forward());
    Issuers issuers = parts.shared().once(() -> new Issuers(config, parts, nanos));
    return new Jwt(
        config,
        issuers,
        fields,
        new Admission("jwt", config.optional(), fields, parts),
        parts.vertx().getOrCreateContext(),
        clock);
  }
}
