package dev.drover.upstream.serviceconfig;

import dev.drover.status.GrpcCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads service configs and says all that is wrong with one. */
final class ServiceConfigReader {
  private static final int MOST_ATTEMPTS = 5;
  private static final int MOST_TOKENS = 1000;
  private static final int TOKEN_DECIMALS = 3;

  private ServiceConfigReader() {}

  static ServiceConfig read(String json) {
    JsonPlace root = JsonPlace.root(json);
    ServiceConfig config = read(root);
    if (!root.problems().isEmpty()) {
      throw new InvalidServiceConfig(root.problems());
    }
    return config;
  }

  /** Problems are added to those of the place. */
  static ServiceConfig read(JsonPlace here) {
    here.object();
    return new ServiceConfig(
        methods(here.at("methodConfig")),
        throttling(here.at("retryThrottling")),
        balancing(here),
        here.at("healthCheckConfig").present() && here.at("healthCheckConfig").object()
            ? here.at("healthCheckConfig").at("serviceName").text()
            : Optional.empty());
  }

  private static Map<String, MethodConfig> methods(JsonPlace list) {
    Map<String, MethodConfig> methods = new LinkedHashMap<>();
    for (JsonPlace item : list.items()) {
      if (item.object()) {
        MethodConfig config = method(item);
        for (JsonPlace name : item.at("name").items()) {
          name(name)
              .ifPresent(
                  key -> {
                    if (methods.putIfAbsent(key, config) != null) {
                      name.problem("there is a configuration for that name already");
                    }
                  });
        }
      }
    }
    return methods;
  }

  private static Optional<String> name(JsonPlace place) {
    if (!place.object()) {
      return Optional.empty();
    }
    String service = place.at("service").text().orElse("");
    String method = place.at("method").text().orElse("");
    if (service.isEmpty() && !method.isEmpty()) {
      place.problem("a \"method\" needs its \"service\"");
      return Optional.empty();
    }
    return Optional.of(service.isEmpty() ? "" : service + "/" + method);
  }

  private static MethodConfig method(JsonPlace here) {
    JsonPlace retry = here.at("retryPolicy");
    JsonPlace hedging = here.at("hedgingPolicy");
    if (retry.present() && hedging.present()) {
      here.problem("expected either \"retryPolicy\" or \"hedgingPolicy\", found both");
    }
    return new MethodConfig(
        here.at("timeout").duration(),
        here.at("waitForReady").bool(),
        here.at("maxRequestMessageBytes").whole(0),
        here.at("maxResponseMessageBytes").whole(0),
        retry.present() && retry.object() ? retry(retry) : Optional.empty(),
        hedging.present() && hedging.object() ? hedging(hedging) : Optional.empty());
  }

  private static Optional<RetryPolicy> retry(JsonPlace here) {
    Optional<Integer> attempts = attempts(here);
    Optional<Duration> initial = required(here.at("initialBackoff")).positiveDuration();
    Optional<Duration> max = required(here.at("maxBackoff")).positiveDuration();
    Optional<Double> multiplier = required(here.at("backoffMultiplier")).positive();
    Optional<Duration> perAttempt = here.at("perAttemptRecvTimeout").positiveDuration();
    JsonPlace list = here.at("retryableStatusCodes");
    int before = here.problems().size();
    Set<GrpcCode> codes = list.codes();
    if (codes.isEmpty()
        && !here.at("perAttemptRecvTimeout").present()
        && here.problems().size() == before) {
      list.problem("expected at least one code that is retried");
    }
    return attempts.isPresent() && initial.isPresent() && max.isPresent() && multiplier.isPresent()
        ? Optional.of(
            new RetryPolicy(
                attempts.get(), initial.get(), max.get(), multiplier.get(), codes, perAttempt))
        : Optional.empty();
  }

  private static Optional<HedgingPolicy> hedging(JsonPlace here) {
    Duration delay = here.at("hedgingDelay").duration().orElse(Duration.ZERO);
    Set<GrpcCode> codes = here.at("nonFatalStatusCodes").codes();
    return attempts(here).map(attempts -> new HedgingPolicy(attempts, delay, codes));
  }

  /** More than five are five. */
  private static Optional<Integer> attempts(JsonPlace here) {
    return required(here.at("maxAttempts"))
        .whole(2)
        .map(attempts -> (int) Math.min(attempts, MOST_ATTEMPTS));
  }

  private static JsonPlace required(JsonPlace place) {
    if (!place.present()) {
      place.problem("required, but missing");
    }
    return place;
  }

  private static Optional<RetryThrottling> throttling(JsonPlace here) {
    if (!here.present() || !here.object()) {
      return Optional.empty();
    }
    JsonPlace most = here.at("maxTokens");
    Optional<Long> tokens = required(most).whole(1);
    if (tokens.isPresent() && tokens.get() > MOST_TOKENS) {
      most.problem("expected a whole number from 1 to 1000, found " + tokens.get());
    }
    JsonPlace share = here.at("tokenRatio");
    Optional<Double> ratio = required(share).positive().map(ServiceConfigReader::decimals);
    if (ratio.isPresent() && ratio.get() == 0) {
      share.problem("expected at least 0.001, of which no more than three decimals count");
    }
    return tokens.isPresent() && ratio.isPresent()
        ? Optional.of(new RetryThrottling(tokens.get().intValue(), ratio.get()))
        : Optional.empty();
  }

  private static double decimals(double ratio) {
    return BigDecimal.valueOf(ratio).setScale(TOKEN_DECIMALS, RoundingMode.DOWN).doubleValue();
  }

  /** The list, or else the one policy of the older key, which any case is right for. */
  private static List<String> balancing(JsonPlace here) {
    List<String> names = new ArrayList<>();
    for (JsonPlace item : here.at("loadBalancingConfig").items()) {
      if (item.object()) {
        if (item.node().size() == 1) {
          String name = item.node().fieldNames().next();
          item.at(name).object();
          names.add(name);
        } else {
          item.problem("expected one policy, found " + item.node().size());
        }
      }
    }
    Optional<String> older = here.at("loadBalancingPolicy").text();
    if (names.isEmpty()) {
      older.ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }
    return names;
  }
}
