package dev.drover.behaviour;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * grpc-java's own interoperability cases, client and server, with the gateway between (<a
 * href="https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md">gRPC's
 * interop-test-descriptions</a>). Left out are the cases that need credentials of a cloud, those of
 * grpc-java that look into the server from the same process, and the probe of the client_compressed
 * cases, which grpc-java's server does not support.
 */
@ExtendWith(NoLeaks.class)
class InteropTest {
  /** A case by its name. */
  private record Case(String name, Body body) {}

  private interface Body {
    void run(Client client) throws Exception;
  }

  private static final List<Case> CASES =
      List.of(
          new Case("empty_unary", Client::emptyUnary),
          new Case("large_unary", Client::largeUnary),
          new Case("client_compressed_unary", client -> client.clientCompressedUnary(false)),
          new Case("server_compressed_unary", Client::serverCompressedUnary),
          new Case("client_streaming", Client::clientStreaming),
          new Case(
              "client_compressed_streaming", client -> client.clientCompressedStreaming(false)),
          new Case("server_streaming", Client::serverStreaming),
          new Case("server_compressed_streaming", Client::serverCompressedStreaming),
          new Case("ping_pong", Client::pingPong),
          new Case("empty_stream", Client::emptyStream),
          new Case("cancel_after_begin", Client::cancelAfterBegin),
          new Case("cancel_after_first_response", Client::cancelAfterFirstResponse),
          new Case("timeout_on_sleeping_server", Client::timeoutOnSleepingServer),
          new Case("custom_metadata", Client::customMetadata),
          new Case("status_code_and_message", Client::statusCodeAndMessage),
          new Case("special_status_message", Client::specialStatusMessage),
          new Case("unimplemented_method", Client::unimplementedMethod),
          new Case("unimplemented_service", Client::unimplementedService),
          new Case("very_large_request", Client::veryLargeRequest),
          new Case("very_large_response", Client::veryLargeResponse),
          new Case("full_duplex_call_should_succeed", Client::fullDuplexCallShouldSucceed),
          new Case("half_duplex_call_should_succeed", Client::halfDuplexCallShouldSucceed),
          new Case(
              "server_streaming_should_be_flow_controlled",
              Client::serverStreamingShouldBeFlowControlled),
          new Case("deadline_exceeded", Client::deadlineExceeded),
          new Case("deadline_exceeded_server_streaming", Client::deadlineExceededServerStreaming),
          new Case("deadline_in_past", Client::deadlineInPast),
          new Case("max_inbound_size_exact", Client::maxInboundSize_exact),
          new Case("max_inbound_size_too_big", Client::maxInboundSize_tooBig),
          new Case("max_outbound_size_exact", Client::maxOutboundSize_exact),
          new Case("max_outbound_size_too_big", Client::maxOutboundSize_tooBig));

  @TestFactory
  Stream<DynamicTest> everyCaseIsRightThroughTheGateway() {
    return CASES.stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)));
  }

  private static void run(Case each) throws Exception {
    ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .service(
                    ServerInterceptors.intercept(
                        new TestServiceImpl(executor), TestServiceImpl.interceptors()))
                .start();
        TestGateway gateway = TestConfig.grpc(origin.port()).start()) {
      Client client = new Client(gateway.port());
      client.setUp();
      try {
        each.body().run(client);
      } finally {
        client.tearDown();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  /** The client of grpc-java, pointed at the gateway. */
  private static final class Client extends AbstractInteropTest {
    private final int port;

    private Client(int port) {
      this.port = port;
    }

    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
      return GrpcCalls.builder(port).maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE);
    }

    @Override
    protected boolean metricsExpected() {
      return false;
    }
  }
}
