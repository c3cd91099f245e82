package dev.drover.upstream;

import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.CallTypes;
import dev.drover.codec.rpc.ServerCall;
import dev.drover.codec.rpc.ServerProtocol;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.schema.Derived;
import dev.drover.status.Failure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that does not speak gRPC: calls are carried in its own protocol, all else is sent on
 * as it is. Confined to its event loop.
 */
final class BridgedUpstream implements Upstream {
  private final HttpUpstream servers;
  private final ServerProtocol protocol;
  private final @Nullable Derived<CallTypes> types;
  private final int most;

  BridgedUpstream(
      HttpUpstream servers, ServerProtocol protocol, @Nullable Derived<CallTypes> types, int most) {
    this.servers = servers;
    this.protocol = protocol;
    this.types = types;
    this.most = most;
  }

  @Override
  public Future<Response> send(Exchange exchange, Outbound outbound) {
    try {
      if (!outbound.grpc()) {
        if (exchange.protocol() == Protocol.CONNECT_STREAM) {
          check(outbound.head().target());
        }
        return servers.send(exchange, outbound);
      }
      return protocol.carry(
          new ServerCall(
              exchange,
              outbound,
              () -> method(outbound.head().target()),
              most,
              servers.version() == HttpVersion.HTTP_2,
              request -> servers.send(exchange, request)));
    } catch (Failure failure) {
      return Future.failedFuture(failure);
    }
  }

  private void check(String path) {
    CallMethod method = method(path);
    if (method != null) {
      protocol.check(method, servers.version() == HttpVersion.HTTP_2);
    }
  }

  private @Nullable CallMethod method(String path) {
    CallTypes known = types == null ? null : types.value();
    return known == null ? null : known.method(path);
  }

  @Override
  public boolean speaks(Protocol client) {
    return protocol.speaks(client);
  }

  @Override
  public boolean secure() {
    return servers.secure();
  }

  @Override
  public Condition condition() {
    return servers.condition();
  }

  @Override
  public String name() {
    return servers.name();
  }

  @Override
  public List<EndpointState> endpoints() {
    return servers.endpoints();
  }

  @Override
  public Future<Void> close() {
    return servers.close();
  }

  @Override
  public Future<Void> ready() {
    return servers.ready();
  }
}
