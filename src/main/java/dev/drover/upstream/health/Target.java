package dev.drover.upstream.health;

import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;

/**
 * What is checked.
 *
 * @param client opens connections as requests have them
 * @param connect where to
 * @param version what is spoken there
 * @param authority what it is called in requests
 */
public record Target(
    HttpClientAgent client, HttpConnectOptions connect, HttpVersion version, String authority) {}
