package dev.drover;

import dev.drover.config.Expansion;
import dev.drover.config.RouteConfig;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts another configuration in the place of the present one, on all event loops of a gateway or on
 * none: first it is read, checked and built everywhere, then it takes the requests that come. Those
 * under way end where they are. Upstreams and filters that are configured as they were go on as
 * they are, with their connections and counts. Safe for use by any thread.
 */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final Vertx vertx;
  private final List<Share> shares;
  private final SharedParts shared;

  /** Those that requests go through, the present one last. */
  private final List<Blueprint> inUse = new ArrayList<>();

  private boolean busy;
  private @Nullable Blueprint staged;
  private String before;

  Reload(Vertx vertx, Blueprint present, List<Share> shares, SharedParts shared) {
    this.vertx = vertx;
    this.shares = shares;
    this.shared = shared;
    this.before = present.text();
    inUse.add(present);
  }

  /**
   * Reads, checks and builds a configuration, for {@link #commit} or {@link #abandon}.
   *
   * @param source what to call it in messages
   * @return what it changes, in sentences; or {@link dev.drover.config.InvalidConfig}; or a {@link
   *     Failure} when another is staged
   */
  Future<List<String>> stage(String json, String source) {
    synchronized (this) {
      if (busy) {
        return Future.failedFuture(
            Failure.of(
                Reason.SHED, "Another configuration is about to be used; try again in a moment."));
      }
      busy = true;
    }
    Blueprint present = present();
    return vertx
        .executeBlocking(() -> present.next(json, source, Expansion.system()).here(source), false)
        .compose(
            next -> {
              Promise<Void> looked = Promise.promise();
              return onAll(share -> share.stage(next, looked)).map(next);
            })
        .map(
            next -> {
              stagedIs(next);
              return Changes.between(present.config(), next.config());
            })
        .recover(failed -> abandon().transform(done -> Future.failedFuture(failed)));
  }

  /** What was staged takes the requests that come from now on. */
  Future<Void> commit() {
    Blueprint next = stagedIs(null);
    if (next == null) {
      return Future.failedFuture(
          Failure.of(Reason.INTERNAL, "No configuration is staged that could be used."));
    }
    Blueprint before = present();
    replace(before, next);
    List<Future<Void>> retired = new ArrayList<>();
    List<Future<Void>> swapped = new ArrayList<>();
    for (Share share : shares) {
      Promise<Void> retire = Promise.promise();
      retired.add(retire.future());
      swapped.add(on(share, one -> swap(one, retire)));
    }
    Future.join(retired).onComplete(done -> retired(before));
    return Future.join(swapped)
        .<Void>mapEmpty()
        .onComplete(
            done -> {
              List<String> changes = Changes.between(before.config(), next.config());
              LOG.info(
                  "Another configuration is in use. {}",
                  changes.isEmpty() ? "Nothing has changed." : String.join(" ", changes));
              free();
            });
  }

  private synchronized void replace(Blueprint old, Blueprint next) {
    before = old.text();
    inUse.add(next);
  }

  /** The configuration that was in use before the present one is used again. */
  Future<Void> revert() {
    String text;
    synchronized (this) {
      text = before;
    }
    return stage(text, "configuration before").compose(changes -> commit());
  }

  private static Future<Void> swap(Share share, Promise<Void> retired) {
    share.commit().onComplete(retired);
    return Future.succeededFuture();
  }

  /** What was staged, or is half built, is given up. */
  Future<Void> abandon() {
    stagedIs(null);
    return onAll(
            share -> {
              share.abandon();
              return Future.succeededFuture();
            })
        .onComplete(done -> free());
  }

  private synchronized void free() {
    busy = false;
  }

  private synchronized @Nullable Blueprint stagedIs(@Nullable Blueprint next) {
    Blueprint before = staged;
    staged = next;
    return before;
  }

  private synchronized void retired(Blueprint old) {
    inUse.removeIf(each -> each == old);
    List<RouteConfig> routes = new ArrayList<>();
    inUse.forEach(each -> routes.addAll(each.config().routes()));
    vertx.executeBlocking(
        () -> {
          shared.keep(routes);
          return null;
        });
  }

  /** The one that new requests go through. */
  synchronized Blueprint present() {
    return inUse.get(inUse.size() - 1);
  }

  private Future<Void> onAll(Function<Share, Future<Void>> action) {
    return Future.all(shares.stream().map(share -> on(share, action)).toList()).mapEmpty();
  }

  private static Future<Void> on(Share share, Function<Share, Future<Void>> action) {
    Promise<Void> done = Promise.promise();
    share.context().runOnContext(nothing -> action.apply(share).onComplete(done));
    return done.future();
  }
}
