package dev.drover.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** A collector of spans that speaks OTLP, over http/protobuf or gRPC. */
public final class TraceCollector implements AutoCloseable {
  private static final String EXPORT = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final Queue<ExportTraceServiceRequest> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AutoCloseable server;
  private final int port;

  private TraceCollector(boolean grpc) {
    if (grpc) {
      GrpcOrigin origin = GrpcOrigin.builder().unary(EXPORT, this::export).start();
      server = origin;
      port = origin.port();
    } else {
      RawOrigin origin = RawOrigin.start(this::serve);
      server = origin;
      port = origin.port();
    }
  }

  /** One that speaks http/protobuf. */
  public static TraceCollector http() {
    return new TraceCollector(false);
  }

  /** One that speaks gRPC. */
  public static TraceCollector grpc() {
    return new TraceCollector(true);
  }

  /** So many requests from now on are told to come again. */
  public TraceCollector refuse(int requests) {
    refusals.set(requests);
    return this;
  }

  private void export(byte[] request, StreamObserver<byte[]> response) {
    if (refusals.getAndDecrement() > 0) {
      response.onError(Status.UNAVAILABLE.asRuntimeException());
    } else {
      read(request);
      GrpcOrigin.finish(response, new byte[0]);
    }
  }

  private void serve(RawOrigin.Connection connection) throws IOException {
    while (true) {
      RawMessage request = connection.readRequest();
      if (refusals.getAndDecrement() > 0) {
        connection.write("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
      } else {
        try (GZIPInputStream content =
            new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
          read(content.readAllBytes());
        }
        connection.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
      }
    }
  }

  private void read(byte[] request) {
    try {
      requests.add(ExportTraceServiceRequest.parseFrom(request));
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** What was sent along with the first request, under that name. */
  public String header(String name) {
    return server instanceof RawOrigin http
        ? http.requests().get(0).header(name).orElse("")
        : String.valueOf(
            ((GrpcOrigin) server)
                .calls()
                .get(0)
                .headers()
                .get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
  }

  /** Where the first request went. */
  public String path() {
    return server instanceof RawOrigin http ? http.requests().get(0).target() : "/" + EXPORT;
  }

  /** The value of an attribute of the resource that all spans belong to. */
  public String resource(String name) {
    return requests.peek().getResourceSpans(0).getResource().getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  /** The spans so far, in the order in which they ended. */
  public List<Span> spans() {
    return requests.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** The digits of an id. */
  public static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("The collector cannot be closed.", e);
    }
  }
}
