package dev.drover.handler.herd;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Struct;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.MessageJson;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import dev.drover.exchange.Exchange;
import dev.drover.handler.LocalCall;
import dev.drover.handler.OneRequest;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.herd.places.Answers;
import dev.drover.herd.places.Locations;
import dev.drover.herd.places.PlacesRefused;
import dev.drover.herd.places.Position;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The methods of {@code drover.v1.Herd}. Confined to one event loop. */
final class HerdCalls {
  private static final MessageJson STRUCT =
      new ProtoJson(JsonOptions.CANONICAL, name -> null).of(Struct.getDescriptor());
  private static final int MOST_STRUCT = 64 << 20;
  private static final int MOST_PLACES = 20;

  private final Vertx vertx;
  private final Herd herd;

  HerdCalls(Vertx vertx, Herd herd) {
    this.vertx = vertx;
    this.herd = herd;
  }

  /** What is done in a call of a method; empty when there is none of that name. */
  Optional<LocalCall.Script> script(Exchange exchange, String method) {
    return switch (method) {
      case "ReportLocation" ->
          Optional.of(new OneRequest<>(ReportLocationRequest.parser(), this::report));
      case "WhatsAt" -> Optional.of(new OneRequest<>(WhatsAtRequest.parser(), this::whatsAt));
      case "WatchLocations" ->
          Optional.of(
              new OneRequest<>(
                  WatchLocationsRequest.parser(),
                  (asked, call) -> new LocationWatch(vertx, herd, asked, call).begin(exchange)));
      case "Peers" ->
          Optional.of(
              new OneRequest<>(
                  PeersRequest.parser(),
                  (asked, call) -> answer(call, herd.state().map(HerdCalls::peers))));
      case "Snapshot" ->
          Optional.of(new OneRequest<>(SnapshotRequest.parser(), (asked, call) -> snapshot(call)));
      default -> Optional.empty();
    };
  }

  private void report(ReportLocationRequest asked, LocalCall call) {
    Position position =
        Position.parse(asked.getPosition())
            .orElseThrow(
                () ->
                    Failure.of(
                        Reason.MALFORMED,
                        "The position is not ISO 6709 such as \"+34.068930-118.445127\"."));
    answer(
        call,
        herd.ask(
                inside ->
                    inside
                        .answers()
                        .locations()
                        .report(asked.getClientId(), position, asked.getTime()))
            .map(
                told ->
                    told.map(HerdCalls::reported)
                        .orElseThrow(
                            () ->
                                Failure.of(
                                    Reason.MALFORMED,
                                    "The client's id has no white space, and its time is POSIX"
                                        + " seconds such as \"1621464827.959498503\"."))));
  }

  private static ReportLocationReply reported(Locations.Report report) {
    return ReportLocationReply.newBuilder()
        .setLocation(message(report.location()))
        .setFresh(report.fresh())
        .build();
  }

  private void whatsAt(WhatsAtRequest asked, LocalCall call) {
    double radius = asked.getRadiusKm();
    if (!Double.isFinite(radius)) {
      throw Failure.of(Reason.MALFORMED, "The radius is no number of kilometres.");
    }
    int limit = asked.getLimit() == 0 ? MOST_PLACES : asked.getLimit();
    answer(
        call,
        herd.askLater(
                inside ->
                    inside.answers().near(asked.getClientId(), BigDecimal.valueOf(radius), limit))
            .map(HerdCalls::near));
  }

  private static WhatsAtReply near(Answers.Near near) {
    byte[] json = near.places().getBytes(StandardCharsets.UTF_8);
    WireWriter wire = new WireWriter(MOST_STRUCT);
    STRUCT.parse(json, 0, json.length, wire);
    try {
      return WhatsAtReply.newBuilder()
          .setLocation(message(near.location()))
          .setPlaces(Struct.parseFrom(wire.toByteArray()))
          .build();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void snapshot(LocalCall call) {
    herd.ask(inside -> inside.answers().locations().all())
        .onSuccess(
            all -> {
              Iterator<Location> messages = all.stream().map(HerdCalls::message).iterator();
              call.pour(messages, true);
            })
        .onFailure(failed -> refuse(call, failed));
  }

  private static PeersReply peers(HerdState state) {
    PeersReply.Builder reply =
        PeersReply.newBuilder()
            .setNode(state.node())
            .setUpdatesSent(state.counts().updatesSent())
            .setUpdatesReceived(state.counts().updatesReceived())
            .setDuplicates(state.counts().duplicates());
    for (HerdState.Peer peer : state.links()) {
      reply
          .addPeersBuilder()
          .setId(peer.id())
          .setAddress(peer.address())
          .setLinked(peer.up())
          .setSent(peer.sent())
          .setReceived(peer.received())
          .setDropped(peer.dropped())
          .setSilentMs(peer.silentMs());
    }
    return reply.build();
  }

  /** A location as a message. */
  static Location message(dev.drover.herd.places.Location location) {
    return Location.newBuilder()
        .setClientId(location.client())
        .setPosition(location.position().text())
        .setTime(location.time())
        .setServer(location.server())
        .setSkew(location.skew())
        .build();
  }

  private static void answer(LocalCall call, Future<? extends MessageLite> answer) {
    answer
        .onSuccess(message -> call.pour(List.of(message).iterator(), true))
        .onFailure(failed -> refuse(call, failed));
  }

  static void refuse(LocalCall call, Throwable why) {
    if (why instanceof PlacesRefused refused) {
      call.end(refused.code(), String.valueOf(refused.getMessage()));
    } else {
      Failure failure = Failure.from(why);
      call.end(failure.reason().grpc(), failure.text());
    }
  }
}
