package dev.drover.upstream.serviceconfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A gRPC service config (grpc/service_config/service_config.proto; gRFC A2, A6, A21). Immutable.
 *
 * @param methods by their names: {@code package.Service/Method}, {@code package.Service/} for all
 *     of a service, and empty for all others
 * @param retryThrottling for all calls to the servers of one name
 * @param loadBalancing the names of balancing policies in the order of preference, such as {@code
 *     round_robin}
 * @param healthService the service that health checks are for
 */
public record ServiceConfig(
    Map<String, MethodConfig> methods,
    Optional<RetryThrottling> retryThrottling,
    List<String> loadBalancing,
    Optional<String> healthService) {

  public ServiceConfig {
    methods = Map.copyOf(methods);
    loadBalancing = List.copyOf(loadBalancing);
  }

  /**
   * Reads one in proto3's JSON. Keys that nobody knows are ignored, as gRFC A21 asks; all others
   * must be what they should be.
   *
   * @throws InvalidServiceConfig with all that is wrong
   */
  public static ServiceConfig parse(String json) {
    return ServiceConfigReader.read(json);
  }

  /**
   * What is asked for a method; of several configurations the most specific one.
   *
   * @param name {@code package.Service/Method}
   */
  public Optional<MethodConfig> method(String name) {
    MethodConfig found = methods.get(name);
    if (found == null) {
      found = methods.get(name.substring(0, name.indexOf('/') + 1));
    }
    return Optional.ofNullable(found == null ? methods.get("") : found);
  }
}
