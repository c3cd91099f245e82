package dev.drover.demo;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * A master who plays simultaneous games of chess, as told by Judit Polgár's: she thinks 5 s about a
 * move, each opponent 55 s, a game has 30 pairs of moves. Board after board that is a day; going
 * from one to the next while the others think, it is an hour. Here a thousand times faster: she is
 * one event loop that computes for 5 ms, an opponent a request through a gateway to an origin that
 * waits 55 ms.
 */
public final class ChessRun implements AutoCloseable {
  private static final String GATEWAY = "dev.drover.GatewayVerticle";
  private static final Duration MOVE = Duration.ofMillis(5);
  private static final Duration REPLY = Duration.ofMillis(55);
  private static final int MOST_BOARDS = 100;

  private final Vertx vertx;
  private final Context master;
  private final HttpClientAgent client;
  private final int port;
  private final int times;

  private ChessRun(Vertx vertx, int port, int times) {
    this.times = times;
    this.vertx = vertx;
    this.master = vertx.getOrCreateContext();
    this.port = port;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(MOST_BOARDS));
  }

  /**
   * Starts the opponents and a gateway before them.
   *
   * @param port a free one
   * @param times so many times slower, where a machine has other things to do as well
   */
  public static Future<ChessRun> start(Vertx vertx, int port, int times) {
    HttpServer opponents =
        vertx
            .createHttpServer()
            .requestHandler(
                move -> vertx.setTimer(REPLY.toMillis() * times, due -> move.response().end("e5")));
    return opponents
        .listen(0, Origin.LOOPBACK)
        .compose(
            listening ->
                vertx.deployVerticle(
                    GATEWAY,
                    new DeploymentOptions().setConfig(gateway(port, listening.actualPort()))))
        .map(deployed -> new ChessRun(vertx, port, times));
  }

  private static JsonObject gateway(int port, int origin) {
    JsonObject upstream =
        new JsonObject()
            .put("protocol", "http")
            .put("endpoints", JsonArray.of(Origin.LOOPBACK + ":" + origin));
    return new JsonObject()
        .put(
            "listeners",
            JsonArray.of(new JsonObject().put("host", Origin.LOOPBACK).put("port", port)))
        .put("accessLog", new JsonObject().put("enabled", false))
        .put("upstreams", new JsonObject().put("boards", upstream))
        .put("routes", JsonArray.of(new JsonObject().put("relay", "boards")));
  }

  /**
   * How long it must take, if nothing is slower: a round lasts as long as all her moves, or as one
   * reply.
   */
  public static Duration predicted(int boards, int rounds, boolean serial) {
    Duration pair = MOVE.plus(REPLY);
    if (serial) {
      return pair.multipliedBy((long) boards * rounds);
    }
    Duration moves = MOVE.multipliedBy(boards);
    return (moves.compareTo(pair) > 0 ? moves : pair).multipliedBy(rounds);
  }

  /** Plays; gives the time it took. */
  public Future<Duration> play(int boards, int rounds, boolean serial) {
    Promise<Duration> played = Promise.promise();
    master.runOnContext(
        nothing -> {
          long began = System.nanoTime();
          Future<?> all = serial ? oneByOne(boards, rounds) : atOnce(boards, rounds);
          all.map(done -> Duration.ofNanos(System.nanoTime() - began)).onComplete(played);
        });
    return played.future();
  }

  private Future<Void> oneByOne(int boards, int rounds) {
    Future<Void> all = Future.succeededFuture();
    for (int i = 0; i < boards; i++) {
      int board = i;
      all = all.compose(before -> game(board, rounds));
    }
    return all;
  }

  private Future<?> atOnce(int boards, int rounds) {
    return Future.all(IntStream.range(0, boards).mapToObj(board -> game(board, rounds)).toList());
  }

  private Future<Void> game(int board, int rounds) {
    Promise<Void> over = Promise.promise();
    master.runOnContext(nothing -> move(board, rounds, over));
    return over.future();
  }

  private void move(int board, int left, Promise<Void> over) {
    if (left == 0) {
      over.complete();
      return;
    }
    long until = System.nanoTime() + MOVE.toNanos() * times;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    client
        .request(HttpMethod.GET, port, Origin.LOOPBACK, "/boards/" + board)
        .compose(request -> request.send().compose(HttpClientResponse::body))
        .onSuccess(reply -> move(board, left - 1, over))
        .onFailure(over::fail);
  }

  @Override
  public void close() {
    vertx.close();
  }
}
