package dev.drover;

import dev.drover.config.HerdConfig;
import dev.drover.config.HerdPlacesConfig;
import dev.drover.herd.Herd;
import dev.drover.herd.Store;
import dev.drover.herd.Tally;
import dev.drover.herd.places.Fetch;
import dev.drover.herd.state.AnswerTally;
import dev.drover.herd.state.HerdPeers;
import dev.drover.limit.Peers;
import dev.drover.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** A gateway's node of the herd: its way to the Places API, and what it shows as metrics. */
final class HerdNode {
  private final Herd herd;
  private final HerdPeers peers;
  private final Telemetry telemetry;
  private final List<Telemetry.Gauge> gauges = new CopyOnWriteArrayList<>();

  /**
   * @param share the event loop that the Places API is asked on
   */
  HerdNode(HerdConfig config, Vertx vertx, Telemetry telemetry, Supplier<Optional<Share>> share) {
    this.telemetry = telemetry;
    Fetch fetch = config.places().map(places -> fetch(places, share)).orElse(HerdNode::nobody);
    this.herd = new Herd(config, vertx, fetch);
    this.peers = new HerdPeers(herd);
  }

  private static Future<Fetch.Answer> nobody(Fetch.Question question) {
    return Future.failedFuture("There is nobody to ask for " + question.method() + ".");
  }

  private static Fetch fetch(HerdPlacesConfig places, Supplier<Optional<Share>> share) {
    long most = places.answerBytes().bytes();
    return question ->
        share
            .get()
            .map(running -> ask(running, places.upstream(), most, question))
            .orElseGet(() -> nobody(question));
  }

  private static Future<Fetch.Answer> ask(
      Share share, String upstream, long most, Fetch.Question question) {
    return share
        .request(
            upstream,
            most,
            requests ->
                requests.send(
                    question.method(),
                    question.target(),
                    question.headers(),
                    question.body(),
                    question.timeout()))
        .map(answer -> new Fetch.Answer(answer.status(), answer.body()));
  }

  Herd herd() {
    return herd;
  }

  Peers peers() {
    return peers;
  }

  Future<Void> start() {
    Tally tally = herd.tally();
    show("told", "Entries that entered the herd at this node.", tally.told);
    show("updates_sent", "Updates sent to neighbours.", tally.sent);
    show("updates_received", "Updates received from neighbours.", tally.received);
    show("updates_duplicate", "Updates received that were known, or older.", tally.duplicates);
    show("repaired", "Entries that a comparison with a neighbour has brought.", tally.repaired);
    show("refused", "Entries of unknown kinds, or too old for a full kind.", tally.refused);
    show("outdated", "Messages of a process that has been restarted since.", tally.outdated);
    AnswerTally answers = peers.told();
    show("answers_sent", "Answers of caches that other nodes were given.", answers.sent);
    show("answers_received", "Answers of caches that came from other nodes.", answers.received);
    show("answers_dropped", "Answers that were not given, being too many.", answers.dropped);
    gauges.add(
        telemetry.gauge("drover_herd_links_up", "Links that are up.", Map.of(), herd::linksUp));
    return herd.start().onSuccess(nothing -> showKinds());
  }

  private void showKinds() {
    for (Store.Fill fill : herd.fills()) {
      show("entries", "What is kept, by kind.", fill.kind(), Store.Fill::entries);
      show("evicted", "What went because its kind was full.", fill.kind(), Store.Fill::evicted);
    }
  }

  private void show(String name, String help, LongAdder count) {
    gauges.add(telemetry.gauge("drover_herd_" + name, help, Map.of(), count::sum));
  }

  private void show(String name, String help, String kind, ToLongFunction<Store.Fill> value) {
    gauges.add(
        telemetry.gauge(
            "drover_herd_" + name,
            help,
            Map.of("kind", kind),
            () ->
                herd.fills().stream()
                    .filter(fill -> fill.kind().equals(kind))
                    .mapToLong(value)
                    .sum()));
  }

  Future<Void> close() {
    gauges.forEach(Telemetry.Gauge::close);
    peers.close();
    return herd.stop();
  }
}
