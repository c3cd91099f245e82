package dev.drover.matrix;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask for what there is, one call after another in each lane, and check each answer.
 */
final class SoakTraffic {
  private static final int MOST_COMPLAINTS = 20;
  private static final int FAILED_PRECONDITION = 9;
  private static final int PRIME = 2_147_483_647;

  private final Vertx vertx;
  private final int port;
  private final Clients clients;
  private final HttpClientAgent http1;
  private final HttpClientAgent http2;
  private final Random random = new Random(2026);
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger tasks = new AtomicInteger();
  private final AtomicInteger lanes = new AtomicInteger();
  private volatile boolean over;

  SoakTraffic(int port) {
    this.vertx = SoakTest.patientVertx();
    this.port = port;
    this.clients = new Clients(vertx, port);
    this.http1 = HttpClients.vertxHttp1(vertx, 16);
    this.http2 = HttpClients.vertxHttp2(vertx);
    lane(16, this::echo);
    lane(2, () -> text(http1, "/plain/item", "item"));
    lane(2, () -> text(http2, "/plain/item", "item"));
    lane(1, () -> text(http1, "/home", "{\"one\":{\"n\":1},\"two\":{\"n\":2}}"));
    lane(1, () -> text(http2, "/pages", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"));
    lane(1, this::task);
  }

  int calls() {
    return calls.get();
  }

  int tasks() {
    return tasks.get();
  }

  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Lets what is under way end, and closes all connections. */
  void end() {
    over = true;
    Eventually.await(
        () -> lanes.get() == 0, Duration.ofSeconds(30), () -> lanes.get() + " calls do not end.");
    clients.close();
    Http2Calls.await(vertx.close());
  }

  /** So many lanes, each with one call after another. */
  private void lane(int width, Supplier<Future<String>> call) {
    for (int i = 0; i < width; i++) {
      lanes.incrementAndGet();
      vertx.getOrCreateContext().runOnContext(begin -> next(call));
    }
  }

  private void next(Supplier<Future<String>> call) {
    if (over) {
      lanes.decrementAndGet();
      return;
    }
    call.get()
        .onComplete(
            ended -> {
              calls.incrementAndGet();
              String complaint = ended.succeeded() ? ended.result() : ended.cause().toString();
              if (!complaint.isEmpty() && complaints.size() < MOST_COMPLAINTS) {
                complaints.add(complaint);
              }
              vertx.runOnContext(again -> next(call));
            });
  }

  /** A call of any protocol, of any kind, that ends in any way. */
  private Future<String> echo() {
    Client client;
    Kind kind;
    int way;
    synchronized (random) {
      do {
        client = clients.all().get(random.nextInt(clients.all().size()));
        kind = Kind.values()[random.nextInt(4)];
      } while (!client.carries(kind));
      way = random.nextInt(100);
    }
    String name = client.label() + ", " + client.codec() + ", " + kind.label;
    if (way < 5) {
      return givenUp(client, kind);
    }
    if (way < 15) {
      return client
          .start(ask(kind, "a", FAILED_PRECONDITION, null))
          .answer()
          .map(answer -> answer.code() == FAILED_PRECONDITION ? "" : name + ": " + answer);
    }
    boolean large = way < 16;
    Packed packed = way < 40 && client.packs() ? Packed.values()[way % 3] : null;
    String text =
        large ? "L".repeat(client.large()) : packed != null ? "z".repeat(5000) : "hello wörld";
    Kind asked = kind;
    return client
        .start(ask(kind, text, 0, packed))
        .answer()
        .map(
            answer -> {
              String told = asked == Kind.CLIENT_STREAM ? text + " " + text : text;
              List<String> texts = answer.replies().stream().map(SayReply::getText).toList();
              boolean well = texts.equals(asked.manyTold() ? List.of(told, told) : List.of(told));
              return answer.code() == 0 && well ? "" : name + ": " + brief(answer);
            });
  }

  private static String brief(Client.Answer answer) {
    return answer.code() + " " + answer.message() + ", " + answer.replies().size() + " replies";
  }

  /** The client leaves in the middle; nothing is checked but that nothing is left of it. */
  private Future<String> givenUp(Client client, Kind kind) {
    Client.Running running = client.start(ask(kind, EchoCall.SLOW, 0, null));
    return vertx
        .timer(20)
        .map(
            late -> {
              running.cancel().run();
              return "";
            });
  }

  private static Client.Ask ask(Kind kind, String text, int failCode, @Nullable Packed packed) {
    SayRequest one =
        SayRequest.newBuilder().setText(text).setTimes(2).setFailCode(failCode).build();
    return new Client.Ask(kind, kind.manyAsked() ? List.of(one, one) : List.of(one), packed, 0);
  }

  private Future<String> task() {
    return text(http1, "/prime?number=" + PRIME, "true")
        .onSuccess(complaint -> tasks.incrementAndGet());
  }

  /** Fetches a text; gives a complaint if it does not contain these words. */
  private Future<String> text(HttpClientAgent client, String path, String words) {
    RequestOptions options = new RequestOptions().setHost("127.0.0.1").setPort(port).setURI(path);
    return client
        .request(options.setMethod(HttpMethod.GET))
        .compose(request -> request.send())
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body ->
                            response.statusCode() == 200 && holds(body, words)
                                ? ""
                                : path + ": " + response.statusCode() + " " + body));
  }

  private static boolean holds(Buffer body, String words) {
    return body.toString().contains(words);
  }
}
