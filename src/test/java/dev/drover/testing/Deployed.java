package dev.drover.testing;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A verticle that runs during a test, such as a service of the demo, on a Vert.x of its own. */
public final class Deployed implements BeforeEachCallback, AfterEachCallback {
  private final Vertx vertx = Vertx.vertx();
  private final Deployable verticle;

  private Deployed(Deployable verticle) {
    this.verticle = verticle;
  }

  /** One for a field that is registered as an extension. */
  public static Deployed of(Deployable verticle) {
    return new Deployed(verticle);
  }

  /** Where it runs; for clients of the test, too. */
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    Futures.await(vertx.deployVerticle(verticle));
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Futures.await(vertx.close());
  }
}
