package dev.drover.upstream.discovery;

import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes a list on when it differs from the one before, or when the source has failed since, and
 * nothing after its end.
 */
final class Changes implements Resolver.Listener {
  private final Resolver.Listener listener;
  private @Nullable List<EndpointConfig> last;
  private boolean failing;
  private boolean over;

  Changes(Resolver.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void endpoints(List<EndpointConfig> all) {
    if (!over && (failing || !all.equals(last))) {
      failing = false;
      last = List.copyOf(all);
      listener.endpoints(all);
    }
  }

  @Override
  public void failed(String sentence) {
    if (!over) {
      failing = true;
      listener.failed(sentence);
    }
  }

  void end() {
    over = true;
  }
}
