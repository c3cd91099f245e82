package dev.drover.upstream.health;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import java.util.function.Supplier;

/**
 * What is checked.
 *
 * @param connect opens a connection as requests have them
 * @param authority what it is called in requests
 */
public record Target(Supplier<Future<HttpClientConnection>> connect, String authority) {}
