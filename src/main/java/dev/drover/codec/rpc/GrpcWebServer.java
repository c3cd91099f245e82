package dev.drover.codec.rpc;

import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Servers of gRPC-Web (PROTOCOL-WEB.md): the frames pass, the trailers come behind them. */
public final class GrpcWebServer implements ServerProtocol {
  private static final String TYPE = "application/grpc-web";
  private static final String GRPC = "application/grpc";

  @Override
  public boolean speaks(Protocol protocol) {
    return protocol == Protocol.GRPC_WEB;
  }

  @Override
  public Future<Response> carry(ServerCall call) {
    MultiMap headers = call.headers();
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    String suffix =
        type == null || type.indexOf('+') < 0 ? "+proto" : type.substring(GRPC.length());
    headers
        .remove("te")
        .remove(HttpHeaders.CONTENT_LENGTH)
        .set(HttpHeaders.CONTENT_TYPE, TYPE + suffix)
        .set(HttpHeaders.ACCEPT, TYPE + suffix)
        .set("x-grpc-web", "1");
    return call.send(call.grpc().body()).map(GrpcWebServer::read);
  }

  private static Response read(Response response) {
    String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
    if (response.status() != 200
        || type == null
        || !type.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      return response;
    }
    MultiMap headers = ServerCall.answered(response);
    for (String name : response.headers().names()) {
      if (name.regionMatches(true, 0, "grpc-", 0, 5)) {
        headers.set(name, response.headers().getAll(name));
      }
    }
    Tail tail =
        new Tail(
            WebTrailers.FLAG,
            headers.get("grpc-encoding"),
            bytes -> WebTrailers.read(bytes, 0, bytes.length));
    return response.body() instanceof Body.Stream stream
        ? new Response(
            200, headers, new Body.Stream(new Converted(stream.source(), tail), tail::trailers))
        : new Response(200, headers, response.body());
  }
}
