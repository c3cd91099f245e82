package dev.drover.upstream;

import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The inside of an unpooled client connection of Vert.x: its channel, and its streams without the
 * request and response objects around them, which a relay has no use for. Vert.x does not show it,
 * so a private field is read, of this version of Vert.x ({@code docs/decisions.md}).
 */
final class ClientChannel {
  private static final VarHandle ACTUAL = actual();

  private ClientChannel() {}

  static HttpClientConnectionInternal of(HttpClientConnection connection) {
    return (HttpClientConnectionInternal) ACTUAL.get((UnpooledHttpClientConnection) connection);
  }

  /** One that ends in the middle of a request is nothing to warn of. */
  static void quiet(HttpClientConnection connection) {
    of(connection).evictionHandler(nothing -> {});
  }

  private static VarHandle actual() {
    Class<?> owner = UnpooledHttpClientConnection.class;
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, "actual", HttpClientConnectionInternal.class);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(
          "This version of Vert.x is not one that Drover knows; use the one it was built with.",
          changed);
    }
  }
}
