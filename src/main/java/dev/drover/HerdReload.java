package dev.drover;

import dev.drover.config.InvalidConfig;
import dev.drover.config.Problem;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configuration for all nodes of a herd, in two steps: every node stages it, and only when all
 * have is it committed; a node that then cannot has the others go back to what they had. Nodes
 * speak over the event bus, each at an address of its own. A node that is asked to stage and never
 * hears more gives up after {@link #PATIENCE}. Safe for use by any thread.
 */
final class HerdReload {
  private static final Logger LOG = LoggerFactory.getLogger(HerdReload.class);
  private static final String ADDRESS = "herd.reload.";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int UNUSABLE = 422;
  private static final int FAILED = 500;

  private enum Step {
    STAGE,
    COMMIT,
    ABANDON,
    REVERT
  }

  private final Vertx vertx;
  private final Herd herd;
  private final Reload reload;
  private final MessageConsumer<JsonObject> consumer;
  private @Nullable String turn;
  private long timer = -1;

  HerdReload(Vertx vertx, Herd herd, Reload reload) {
    this.vertx = vertx;
    this.herd = herd;
    this.reload = reload;
    this.consumer = vertx.eventBus().consumer(ADDRESS + herd.id(), this::asked);
  }

  Future<Void> close() {
    return consumer.unregister();
  }

  // The node that was asked by a person

  /**
   * Has all nodes use a configuration, or none.
   *
   * @return what changes here, in sentences; or {@link InvalidConfig} of the node that cannot use
   *     it; or a {@link Failure} that names the node that did not answer
   */
  Future<List<String>> reload(String json) {
    String id = UUID.randomUUID().toString();
    return herd.state()
        .map(HerdState::members)
        .compose(
            nodes ->
                all(nodes, Step.STAGE, id, json)
                    .recover(failed -> undo(nodes, Step.ABANDON, id, failed))
                    .compose(
                        staged ->
                            all(nodes, Step.COMMIT, id, "")
                                .recover(failed -> undo(nodes, Step.REVERT, id, failed))
                                .map(done -> staged.get(nodes.indexOf(herd.id())))));
  }

  private Future<List<List<String>>> all(List<String> nodes, Step step, String id, String json) {
    List<Future<List<String>>> answers = new ArrayList<>();
    for (String node : nodes) {
      answers.add(ask(node, step, id, json));
    }
    return Future.join(answers).map(done -> done.list());
  }

  private Future<List<List<String>>> undo(
      List<String> nodes, Step step, String id, Throwable failed) {
    return all(nodes, step, id, "").transform(done -> Future.failedFuture(failed));
  }

  private Future<List<String>> ask(String node, Step step, String id, String json) {
    JsonObject question =
        new JsonObject().put("step", step.name()).put("turn", id).put("configuration", json);
    return vertx
        .eventBus()
        .<JsonArray>request(
            ADDRESS + node, question, new DeliveryOptions().setSendTimeout(PATIENCE.toMillis()))
        .map(answer -> answer.body().stream().map(String::valueOf).toList())
        .recover(cause -> Future.failedFuture(told(node, cause)));
  }

  private static RuntimeException told(String node, Throwable cause) {
    if (cause instanceof ReplyException reply && reply.failureCode() == UNUSABLE) {
      List<Problem> problems = new ArrayList<>();
      for (Object each : new JsonArray(reply.getMessage())) {
        JsonObject problem = (JsonObject) each;
        problems.add(
            new Problem(
                problem.getString("pointer"),
                problem.getInteger("line"),
                problem.getInteger("column"),
                problem.getString("message")));
      }
      return new InvalidConfig("node " + node, problems);
    }
    return Failure.of(
        Reason.SHED, "Node " + node + " does not take part: " + cause.getMessage(), cause);
  }

  // Every node

  private void asked(Message<JsonObject> message) {
    String id = message.body().getString("turn");
    Step step = Step.valueOf(message.body().getString("step"));
    Future<List<String>> done =
        switch (step) {
          case STAGE -> stage(id, message.body().getString("configuration"));
          case COMMIT -> mine(id) ? over(reload.commit()) : stranger();
          case ABANDON -> mine(id) ? over(reload.abandon()) : Future.succeededFuture(List.of());
          case REVERT -> reload.revert().map(List.of());
        };
    done.onSuccess(changes -> message.reply(new JsonArray(changes)))
        .onFailure(cause -> refuse(message, cause));
  }

  private Future<List<String>> stage(String id, String json) {
    return reload
        .stage(json, "configuration")
        .onSuccess(
            changes -> {
              takes(id);
              timer = vertx.setTimer(PATIENCE.toMillis(), late -> forsaken(id));
            });
  }

  private void forsaken(String id) {
    if (mine(id)) {
      LOG.warn("Nobody has said whether the configuration that was staged is to be used.");
      over(reload.abandon());
    }
  }

  private Future<List<String>> over(Future<Void> decided) {
    vertx.cancelTimer(timer);
    takes(null);
    return decided.map(List.of());
  }

  private static Future<List<String>> stranger() {
    return Future.failedFuture("it has nothing staged that could be committed.");
  }

  private synchronized void takes(@Nullable String id) {
    turn = id;
  }

  private synchronized boolean mine(String id) {
    return id.equals(turn);
  }

  private static void refuse(Message<JsonObject> message, Throwable cause) {
    if (cause instanceof InvalidConfig invalid) {
      JsonArray problems = new JsonArray();
      for (Problem problem : invalid.problems()) {
        problems.add(
            new JsonObject()
                .put("pointer", problem.pointer())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("message", problem.message()));
      }
      message.fail(UNUSABLE, problems.encode());
    } else {
      message.fail(FAILED, cause instanceof Failure known ? known.text() : cause.getMessage());
    }
  }
}
