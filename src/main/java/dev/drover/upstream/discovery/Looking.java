package dev.drover.upstream.discovery;

import dev.drover.exchange.Wheel;
import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A resolver of a source that has to be asked again and again: asks, tells what has changed, and
 * asks again when the answer expires, or, after a failure, a while later. Confined to its loop.
 */
final class Looking implements Resolver {
  /**
   * An answer.
   *
   * @param validity for how long it is good
   */
  record Answer(List<EndpointConfig> endpoints, Duration validity) {}

  private final Supplier<Future<Answer>> source;
  private final Runnable close;
  private final Wheel wheel;
  private final Pace pace;
  private final Duration min;
  private final Wheel.Timer timer = Wheel.Timer.of(this::look);
  private @Nullable Changes changes;
  private boolean asking;
  private long asked;

  /**
   * @param source asked one question at a time; fails with a message that says what and where
   * @param close called at the end
   * @param min the least time from one question to the next
   */
  Looking(Supplier<Future<Answer>> source, Runnable close, Wheel wheel, Pace pace, Duration min) {
    this.source = source;
    this.close = close;
    this.wheel = wheel;
    this.pace = pace;
    this.min = min;
  }

  @Override
  public void start(Listener listener) {
    changes = new Changes(listener);
    look();
  }

  @Override
  public void refresh() {
    if (!asking && wheel.now() - asked >= min.toNanos()) {
      look();
    }
  }

  private void look() {
    Changes told = changes;
    if (told == null) {
      return;
    }
    timer.cancel();
    asking = true;
    asked = wheel.now();
    source
        .get()
        .onComplete(
            answer -> {
              asking = false;
              if (changes == null) {
                return;
              }
              if (answer.succeeded()) {
                arm(pace.answered(answer.result().validity()));
                told.endpoints(answer.result().endpoints());
              } else {
                arm(pace.failed());
                told.failed(answer.cause().getMessage() + ".");
              }
            });
  }

  private void arm(long nanos) {
    wheel.arm(timer, wheel.now() + nanos);
  }

  @Override
  public void stop() {
    Changes told = changes;
    if (told != null) {
      told.end();
    }
    changes = null;
    timer.cancel();
    close.run();
  }
}
