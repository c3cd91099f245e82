package dev.drover.herd.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.herd.Entry;
import dev.drover.herd.Message;
import dev.drover.herd.Stamp;
import dev.drover.herd.Version;
import java.util.Arrays;
import java.util.Optional;

/** Messages as bytes: {@code drover/v1/link.proto}. */
public final class Frames {
  /**
   * A message that has come.
   *
   * @param node who says it has sent it
   * @param incarnation of that node's process
   */
  public record Heard(String node, long incarnation, Message message) {}

  private Frames() {}

  /** A message as bytes. */
  public static byte[] encode(String node, long incarnation, Message message) {
    LinkFrames.Frame.Builder frame =
        LinkFrames.Frame.newBuilder().setNode(node).setIncarnation(incarnation);
    if (message instanceof Message.Hello hello) {
      frame.setHello(hello.known());
    } else if (message instanceof Message.Beat) {
      frame.setBeat(true);
    } else if (message instanceof Message.Update update) {
      frame.setUpdate(entry(update.entry()));
    } else if (message instanceof Message.Entries entries) {
      frame.setEntries(
          LinkFrames.Entries.newBuilder()
              .addAllEntries(entries.entries().stream().map(Frames::entry).toList()));
    } else if (message instanceof Message.Digest digest) {
      frame.setDigest(
          LinkFrames.Digest.newBuilder().addAllSums(Arrays.stream(digest.sums()).boxed().toList()));
    } else if (message instanceof Message.Stamps stamps) {
      frame.setStamps(
          LinkFrames.Stamps.newBuilder()
              .addAllBuckets(stamps.buckets())
              .addAllStamps(stamps.stamps().stream().map(Frames::stamp).toList()));
    } else if (message instanceof Message.Wanted wanted) {
      LinkFrames.Wanted.Builder keys = LinkFrames.Wanted.newBuilder();
      wanted.ids().forEach(id -> keys.addKeysBuilder().setKind(id.kind()).setKey(id.key()));
      frame.setWanted(keys);
    }
    return frame.build().toByteArray();
  }

  /** What bytes say; empty when they are no message, or one of a later version of this. */
  public static Optional<Heard> decode(byte[] bytes) {
    try {
      LinkFrames.Frame frame = LinkFrames.Frame.parseFrom(bytes);
      return message(frame)
          .map(message -> new Heard(frame.getNode(), frame.getIncarnation(), message));
    } catch (InvalidProtocolBufferException broken) {
      return Optional.empty();
    }
  }

  private static Optional<Message> message(LinkFrames.Frame frame) {
    return switch (frame.getMessageCase()) {
      case HELLO -> Optional.of(new Message.Hello(frame.getHello()));
      case BEAT -> Optional.of(new Message.Beat());
      case UPDATE -> Optional.of(new Message.Update(entry(frame.getUpdate())));
      case ENTRIES ->
          Optional.of(
              new Message.Entries(
                  frame.getEntries().getEntriesList().stream().map(Frames::entry).toList()));
      case DIGEST ->
          Optional.of(
              new Message.Digest(
                  frame.getDigest().getSumsList().stream().mapToLong(Long::longValue).toArray()));
      case STAMPS ->
          Optional.of(
              new Message.Stamps(
                  frame.getStamps().getBucketsList(),
                  frame.getStamps().getStampsList().stream().map(Frames::stamp).toList()));
      case WANTED ->
          Optional.of(
              new Message.Wanted(
                  frame.getWanted().getKeysList().stream()
                      .map(key -> new Entry.Id(key.getKind(), key.getKey()))
                      .toList()));
      case MESSAGE_NOT_SET -> Optional.empty();
    };
  }

  private static LinkFrames.Entry entry(Entry entry) {
    return LinkFrames.Entry.newBuilder()
        .setKind(entry.kind())
        .setKey(entry.key())
        .setValue(entry.value())
        .setNanos(entry.version().nanos())
        .setOrigin(entry.version().origin())
        .setTtl(entry.ttl())
        .setDead(entry.dead())
        .build();
  }

  private static Entry entry(LinkFrames.Entry entry) {
    return new Entry(
        entry.getKind(),
        entry.getKey(),
        entry.getValue(),
        new Version(entry.getNanos(), entry.getOrigin()),
        Math.max(0, entry.getTtl()),
        entry.getDead());
  }

  private static LinkFrames.Stamp stamp(Stamp stamp) {
    return LinkFrames.Stamp.newBuilder()
        .setKind(stamp.id().kind())
        .setKey(stamp.id().key())
        .setNanos(stamp.version().nanos())
        .setOrigin(stamp.version().origin())
        .setHash(stamp.fingerprint())
        .build();
  }

  private static Stamp stamp(LinkFrames.Stamp stamp) {
    return new Stamp(
        new Entry.Id(stamp.getKind(), stamp.getKey()),
        new Version(stamp.getNanos(), stamp.getOrigin()),
        stamp.getHash());
  }
}
