package dev.drover.codec.rpc;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** The version of Connect that a request says it speaks; there is one. */
final class ConnectVersion {
  static final CharSequence NAME = HttpHeaders.createOptimized("connect-protocol-version");
  static final String ONLY = "1";

  private ConnectVersion() {}

  /**
   * Sees that it is the one there is; a client need not say it.
   *
   * @throws Failure MALFORMED when it is another one
   */
  static void check(MultiMap headers) {
    String version = headers.get(NAME);
    if (version != null && !version.equals(ONLY)) {
      throw Failure.of(
          Reason.MALFORMED, "connect-protocol-version must be \"1\", not \"" + version + "\".");
    }
  }
}
