package dev.drover.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The only way in which tests wait for futures of Vert.x: with a bound. */
public final class Futures {
  private static final Duration LONG = Duration.ofSeconds(20);

  private Futures() {}

  /** What it gives. Its failure is thrown as it is, or within an error when it is checked. */
  public static <T> T await(Future<T> future) {
    return await(future, LONG);
  }

  /** The same with another bound. */
  public static <T> T await(Future<T> future, Duration within) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("It has not come within " + within.toSeconds() + " s.", e);
    }
  }

  /** What something gives that is done on an event loop; what it throws is a failure. */
  public static <T> T on(Context loop, Callable<Future<T>> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        now -> {
          try {
            action.call().onComplete(done);
          } catch (Exception failed) {
            done.fail(failed);
          }
        });
    return await(done.future());
  }
}
