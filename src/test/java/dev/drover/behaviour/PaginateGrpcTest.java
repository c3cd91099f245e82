package dev.drover.behaviour;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.rpc.ErrorInfo;
import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of gRPC methods, and lists that are gRPC methods. */
@ExtendWith(NoLeaks.class)
class PaginateGrpcTest {
  private static final byte[] NONE = new byte[0];
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String LIST = "library.v1.Library/ListBooks";
  private static final String STREAM = "library.v1.Library/StreamBooks";
  private static final String ALL =
      "{\"name\":\"b1\",\"pages\":\"1\"}\n{\"name\":\"b2\",\"pages\":\"2\"}\n"
          + "{\"name\":\"b3\",\"pages\":\"3\"}\n{\"name\":\"b4\",\"pages\":\"4\"}\n"
          + "{\"name\":\"b5\",\"pages\":\"5\"}\n";

  private final List<UnknownFieldSet> asked = new CopyOnWriteArrayList<>();

  private static String config(String protocol, int port, String paginate) {
    JsonObject handler = new JsonObject(paginate).put("upstream", "library");
    return """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "accessLog": {"enabled": false},
         "schemas": {"library": {"proto": ["%s"]}},
         "upstreams": {"library": {"protocol": "%s", "endpoints": ["127.0.0.1:%d"]}},
         "routes": [{"id": "all", "paginate": %s,
                     "retry": {"attempts": 2, "on": ["UNAVAILABLE"]}}]}
        """
        .formatted(
            Project.path("src/test/resources/paginate/library.proto"),
            protocol,
            port,
            handler.encode());
  }

  private static TestGateway gateway(GrpcOrigin origin, String more) {
    String paginate =
        "{\"call\": {\"method\": \"" + LIST + "\", \"pageSize\": 2}, \"grpc\": \"" + STREAM + "\"";
    return TestGateway.start(config("grpc", origin.port(), paginate + more + "}"));
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }

  private static byte[] book(int number) {
    return UnknownFieldSet.newBuilder()
        .addField(1, text("b" + number))
        .addField(2, Field.newBuilder().addVarint(number).build())
        .build()
        .toByteArray();
  }

  private static byte[] page(int first, int last, String next) {
    UnknownFieldSet.Builder page = UnknownFieldSet.newBuilder();
    IntStream.rangeClosed(first, last)
        .forEach(
            number ->
                page.mergeField(
                    1,
                    Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(book(number)))
                        .build()));
    return page.addField(2, text(next)).build().toByteArray();
  }

  private static String last(UnknownFieldSet message, int field) {
    List<ByteString> values = message.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? "" : values.get(values.size() - 1).toStringUtf8();
  }

  private static UnknownFieldSet read(byte[] message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] request(String parent) {
    return UnknownFieldSet.newBuilder()
        .addField(1, text(parent))
        .addField(3, text("stolen"))
        .build()
        .toByteArray();
  }

  /** Five books, two on a page. */
  private void five(byte[] request, StreamObserver<byte[]> response) {
    UnknownFieldSet message = read(request);
    asked.add(message);
    byte[] page =
        switch (last(message, 3)) {
          case "" -> page(1, 2, "t3");
          case "t3" -> page(3, 4, "t5");
          default -> page(5, 5, "");
        };
    GrpcOrigin.finish(response, page);
  }

  private GrpcOrigin library() {
    return GrpcOrigin.builder().unary(LIST, this::five).start();
  }

  private List<String> asked(int field) {
    return asked.stream().map(message -> last(message, field)).toList();
  }

  @Test
  void httpClientsGetTheItemsOfAllPages() {
    try (GrpcOrigin origin = library();
        TestGateway gateway = gateway(origin, "");
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer lines = calls.send("GET", "/v1/shelves/7/books", NONE);
      assertThat(lines.headers().get("content-type")).isEqualTo("application/x-ndjson");
      assertThat(lines.text()).isEqualTo(ALL);
      assertThat(asked(1)).containsExactly("shelves/7", "shelves/7", "shelves/7");
      assertThat(asked(3)).containsExactly("", "t3", "t5");
      assertThat(asked).allMatch(one -> one.getField(2).getVarintList().equals(List.of(2L)));

      asked.clear();
      String target = "/any?parent=shelves/8&pageToken=stolen";
      assertThat(calls.send("GET", target, NONE, "accept", "application/json").text())
          .isEqualTo("[" + ALL.strip().replace("\n", ",") + "]");
      assertThat(asked(1)).containsExactly("shelves/8", "shelves/8", "shelves/8");
      assertThat(asked(3)).containsExactly("", "t3", "t5");

      assertThat(calls.send("GET", "/any", NONE, "accept", "text/event-stream").text())
          .startsWith("data: {\"name\":\"b1\"")
          .contains("data: {\"name\":\"b5\"");
      assertThat(calls.send("GET", "/any?colour=red", NONE).status()).isEqualTo(400);
      assertThat(calls.send("POST", "/any", NONE).status()).isEqualTo(405);
    }
  }

  @Test
  void clientsOfCallsGetThemAsAStream() {
    try (GrpcOrigin origin = library();
        TestGateway gateway = gateway(origin, "");
        GrpcCalls grpc = GrpcCalls.to(gateway.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<byte[]> books = IntStream.rangeClosed(1, 5).mapToObj(PaginateGrpcTest::book).toList();
      assertThat(grpc.serverStream(STREAM, request("shelves/1"))).containsExactlyElementsOf(books);
      assertThat(asked(3)).containsExactly("", "t3", "t5");

      Http2Calls.Answer web =
          calls.send(
              "POST",
              "/" + STREAM,
              GrpcFrames.frame(request("a")),
              "content-type",
              "application/grpc-web+proto");
      List<byte[]> frames = GrpcFrames.messages(web.body());
      assertThat(frames.subList(0, 5)).containsExactlyElementsOf(books);
      assertThat(new String(frames.get(5), US_ASCII)).contains("grpc-status: 0");

      Http2Calls.Answer connect =
          calls.send(
              "POST",
              "/" + STREAM,
              GrpcFrames.frame(Bytes.of("{\"parent\": \"b\"}")),
              "content-type",
              "application/connect+json");
      assertThat(connect.text()).contains("{\"name\":\"b1\"", "{\"name\":\"b5\"").endsWith("{}");
      assertThat(asked(1)).containsSubsequence("shelves/1", "a", "b");
    }
  }

  @Test
  void pagesThatAreCompressedUnaskedAreRead() {
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    LIST,
                    (request, response) -> {
                      GrpcOrigin.call(response).setCompression("gzip");
                      five(request, response);
                    })
                .start();
        TestGateway gateway = gateway(origin, "");
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("GET", "/", NONE).text()).isEqualTo(ALL);
    }
  }

  private static Status end(GrpcCalls calls, List<byte[]> items) {
    try {
      calls.serverStream(STREAM, request("a"), CallOptions.DEFAULT).forEachRemaining(items::add);
      return Status.OK;
    } catch (io.grpc.StatusRuntimeException thrown) {
      return thrown.getStatus();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "again, INTERNAL, back to a page that has been before",
    "many, INTERNAL, more than 3 pages",
    "refused, UNAVAILABLE, the server answered NOT_FOUND: gone",
    "broken, INTERNAL, it is no such message",
  })
  void whatGoesWrongLaterIsTheLastLineAndTheStatus(String how, Status.Code code, String words) {
    AtomicInteger pages = new AtomicInteger();
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    LIST,
                    (request, response) -> {
                      if (last(read(request), 3).isEmpty()) {
                        GrpcOrigin.finish(response, page(1, 2, "t"));
                      } else if (how.equals("refused")) {
                        response.onError(
                            Status.NOT_FOUND.withDescription("gone").asRuntimeException());
                      } else if (how.equals("broken")) {
                        GrpcOrigin.finish(response, new byte[] {10, 100, 1});
                      } else {
                        String next = how.equals("again") ? "t" : "t" + pages.incrementAndGet();
                        GrpcOrigin.finish(response, page(3, 3, next));
                      }
                    })
                .start();
        TestGateway gateway = gateway(origin, ", \"pages\": 3");
        GrpcCalls grpc = GrpcCalls.to(gateway.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer lines = calls.send("GET", "/", NONE);
      assertThat(lines.whole()).isTrue();
      assertThat(lines.text())
          .startsWith("{\"name\":\"b1\",\"pages\":\"1\"}\n{\"name\":\"b2\"")
          .contains("{\"error\":{\"code\":" + code.value() + ",", words);
      assertThat(calls.send("GET", "/", NONE, "accept", "application/json").whole()).isFalse();

      List<byte[]> items = new ArrayList<>();
      Status end = end(grpc, items);
      assertThat(end.getCode()).isEqualTo(code);
      assertThat(end.getDescription()).contains(words);
      assertThat(items).startsWith(book(1), book(2));
    }
  }

  @Test
  void whatTheFirstPageIsRefusedWithIsGivenOn() throws Exception {
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder()
            .setCode(5)
            .setMessage("no shelf")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("EMPTY").build()))
            .build();
    Metadata trailers = new Metadata();
    trailers.put(GrpcMethods.binary("grpc-status-details-bin"), status.toByteArray());
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    LIST,
                    (request, response) ->
                        response.onError(
                            Status.NOT_FOUND
                                .withDescription("no shelf")
                                .asRuntimeException(trailers)))
                .start();
        TestGateway gateway = gateway(origin, "");
        GrpcCalls grpc = GrpcCalls.to(gateway.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/", NONE);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text())
          .contains("\"code\":5", "\"message\":\"no shelf\"", "\"reason\":\"EMPTY\"");

      Http2Calls.Answer told = calls.grpc(STREAM, request("a"));
      assertThat(told.grpcStatus()).isEqualTo(5);
      Status end = end(grpc, new ArrayList<>());
      assertThat(end.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(end.getDescription()).isEqualTo("no shelf");
    }
  }

  @Test
  void pagesAreTriedAgainAsAnyCall() {
    AtomicInteger number = new AtomicInteger();
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    LIST,
                    (request, response) -> {
                      if (number.incrementAndGet() % 2 == 1) {
                        response.onError(Status.UNAVAILABLE.asRuntimeException());
                      } else {
                        five(request, response);
                      }
                    })
                .start();
        TestGateway gateway = gateway(origin, "");
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("GET", "/", NONE).text()).isEqualTo(ALL);
      assertThat(number.get()).isEqualTo(6);
    }
  }

  @Test
  void thePageThatIsUnderWayIsTakenBackWhenTheClientLeaves() {
    AtomicBoolean waits = new AtomicBoolean();
    AtomicBoolean cancelled = new AtomicBoolean();
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .unary(
                    LIST,
                    (request, response) -> {
                      ServerCallStreamObserver<byte[]> call = GrpcOrigin.call(response);
                      if (last(read(request), 3).isEmpty()) {
                        GrpcOrigin.finish(response, page(1, 2, "t3"));
                      } else {
                        call.setOnCancelHandler(() -> cancelled.set(true));
                        waits.set(true);
                      }
                    })
                .start();
        TestGateway gateway = gateway(origin, "");
        GrpcCalls grpc = GrpcCalls.to(gateway.port())) {
      ClientCall<byte[], byte[]> call =
          grpc.channel()
              .newCall(
                  GrpcMethods.method(STREAM, MethodType.SERVER_STREAMING), CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      call.request(10);
      call.sendMessage(request("a"));
      call.halfClose();
      Eventually.await(waits::get, SOON, "The second page is not asked for.");
      call.cancel("enough", null);
      Eventually.await(cancelled::get, SOON, "The second page is not taken back.");
    }
  }

  @Test
  void aListOfRestIsAStreamByTheRuleOfItsMethod() {
    String paginate = "{\"items\": \"\", \"link\": {}, \"grpc\": {\"method\": \"" + STREAM + "\"}}";
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  if (call.query() == null || !call.query().contains("p=2")) {
                    call.answer(
                        200, "[{\"name\":\"b1\",\"pages\":1}]", "link", "<?p=2>; rel=\"next\"");
                  } else {
                    call.answer(200, "[{\"name\":\"b2\",\"pages\":\"2\"}]");
                  }
                });
        TestGateway gateway = TestGateway.start(config("http", origin.port(), paginate));
        GrpcCalls grpc = GrpcCalls.to(gateway.port())) {
      byte[] asked =
          UnknownFieldSet.newBuilder().addField(1, text("shelves/3")).build().toByteArray();
      assertThat(grpc.serverStream(STREAM, asked)).containsExactly(book(1), book(2));
      assertThat(origin.calls().get(0).path()).isEqualTo("/v1/shelves/3/books:stream");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"call\": \"library.v1.Library/Nothing\"}|the schema has no such method",
        "{\"call\": \"library.v1.Library/StreamBooks\"}|expected a unary method",
        "{\"call\": \"library.v1.Library/GetBook\"}|expected a string next_page_token",
        "{\"call\": {\"method\": \"library.v1.Library/ListBooks\", \"items\": \"x\"}}"
            + "|expected a repeated field of messages called x",
        "{\"call\": \"library.v1.Library/ListBooks\", \"grpc\": \"library.v1.Library/GetBook\"}"
            + "|expected a method that answers with a stream",
        "{\"call\": \"library.v1.Library/ListBooks\", \"link\": {}}|expected exactly one of",
      })
  void whatIsNoListIsRefusedWhenItIsLoaded(String paginate, String words) {
    assertThatThrownBy(() -> TestGateway.start(config("grpc", 1, paginate)))
        .hasStackTraceContaining(words);
  }

  @Test
  void aRouteThatIsNoMethodSaysSo() {
    try (GrpcOrigin origin = library();
        TestGateway gateway =
            TestGateway.start(config("grpc", origin.port(), "{\"call\": \"" + LIST + "\"}"));
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc(STREAM, request("a")).grpcStatus()).isEqualTo(12);
    }
  }
}
