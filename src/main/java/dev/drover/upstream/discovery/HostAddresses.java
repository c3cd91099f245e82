package dev.drover.upstream.discovery;

import io.netty.handler.codec.dns.DnsRecordType;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one host in both families, those of IPv4 first. What a family has said last is
 * kept while it alone fails. Confined to one event loop.
 */
final class HostAddresses {
  /** A family that fails is asked again that soon, though the other has answered. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Lookup.Addresses NONE = new Lookup.Addresses(List.of(), Duration.ofDays(1));

  private final Lookup lookup;
  private final String host;
  private Lookup.Addresses v4 = NONE;
  private Lookup.Addresses v6 = NONE;

  HostAddresses(Lookup lookup, String host) {
    this.lookup = lookup;
    this.host = host;
  }

  /** Fails when neither family has ever said an address that still counts. */
  Future<Lookup.Addresses> look() {
    Future<Lookup.Addresses> a = lookup.addresses(host, DnsRecordType.A);
    Future<Lookup.Addresses> aaaa = lookup.addresses(host, DnsRecordType.AAAA);
    return Future.join(a, aaaa)
        .transform(
            both -> {
              Lookup.@Nullable Addresses first = said(a);
              Lookup.@Nullable Addresses second = said(aaaa);
              if (first == null && second == null) {
                return Future.failedFuture(a.cause());
              }
              v4 = first != null ? first : kept(v4);
              v6 = second != null ? second : kept(v6);
              return together(a);
            });
  }

  /** What it has said last, to be used while it says nothing; empty for nothing. */
  Lookup.Addresses last() {
    List<String> ips = new ArrayList<>(v4.ips());
    ips.addAll(v6.ips());
    return new Lookup.Addresses(List.copyOf(ips), SOON);
  }

  private Future<Lookup.Addresses> together(AsyncResult<?> a) {
    List<String> ips = new ArrayList<>(v4.ips());
    ips.addAll(v6.ips());
    if (ips.isEmpty()) {
      return Future.failedFuture(
          a.failed() && !(a.cause() instanceof Lookup.NoSuchRecord)
              ? a.cause()
              : new Lookup.NoSuchRecord("there is no address of " + host));
    }
    Duration validity = v4.validity().compareTo(v6.validity()) < 0 ? v4.validity() : v6.validity();
    return Future.succeededFuture(new Lookup.Addresses(List.copyOf(ips), validity));
  }

  /** What a family says: that there is nothing is an answer; null for none. */
  private static Lookup.@Nullable Addresses said(Future<Lookup.Addresses> asked) {
    if (asked.succeeded()) {
      return asked.result();
    }
    return asked.cause() instanceof Lookup.NoSuchRecord ? NONE : null;
  }

  private static Lookup.Addresses kept(Lookup.Addresses last) {
    return new Lookup.Addresses(last.ips(), SOON);
  }
}
