package dev.drover.herd.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.herd.Entry;
import dev.drover.herd.Herd;
import dev.drover.herd.Member;
import dev.drover.herd.Version;
import dev.drover.limit.LocalQuotas;
import dev.drover.limit.Quota;
import dev.drover.limit.QuotaStore;
import dev.drover.limit.SharedAnswers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The answers in the caches of one filter in a herd. An answer is a few entries with a piece of it
 * each, that neighbours are offered and that live just long enough to be handed on; what else is
 * said of a key is a small entry that floods.
 */
final class HerdAnswers implements SharedAnswers {
  static final String KIND = "answer";
  static final String NOTES = "note";

  /** How long an answer is under way at most, and how long it is known that one was dropped. */
  static final Duration LIFE = Duration.ofSeconds(10);

  private static final int PIECE = 24 << 10;
  private static final int LONGEST_KEY = 4 << 10;
  private static final char DOT = '.';

  private final Herd herd;
  private final String about;
  private final QuotaStore rate;
  private final Listener listener;
  private final AnswerTally tally;
  private final Consumer<HerdAnswers> closed;

  /**
   * @param bytesPerSecond how many are told
   * @param closed told when it is closed
   */
  HerdAnswers(
      Herd herd,
      String about,
      long bytesPerSecond,
      Listener listener,
      AnswerTally tally,
      Consumer<HerdAnswers> closed) {
    this.herd = herd;
    this.about = about;
    Quota bytes = new Quota("bytes", bytesPerSecond, Duration.ofSeconds(1), bytesPerSecond);
    this.rate = new LocalQuotas(List.of(bytes), 1, System::nanoTime, () -> {});
    this.listener = listener;
    this.tally = tally;
    this.closed = closed;
  }

  // What this node says

  @Override
  public boolean tell(String key, String variant, byte[] content) {
    if (key.length() > LONGEST_KEY || !rate.take(about, content.length + 1L).granted()) {
      tally.dropped.increment();
      return false;
    }
    tally.sent.increment();
    herd.run(member -> tell(member, key, variant, content));
    return true;
  }

  /** All pieces have one version, later than that of any answer in their place. */
  private void tell(Member member, String key, String variant, byte[] content) {
    long now = System.nanoTime();
    long known =
        member
            .store()
            .get(KIND, piece(key, variant, 0), now)
            .map(entry -> entry.version().nanos() + 1)
            .orElse(0L);
    Version version = new Version(Math.max(Herd.wall(), known), herd.id());
    int count = Math.max(1, (content.length + PIECE - 1) / PIECE);
    for (int i = 0; i < count; i++) {
      int length = Math.min(PIECE, content.length - i * PIECE);
      ByteString value =
          StateValues.Piece.newBuilder()
              .setOf(count)
              .setContent(ByteString.copyFrom(content, i * PIECE, length))
              .build()
              .toByteString();
      member.tell(
          new Entry(KIND, piece(key, variant, i), value, version, LIFE.toNanos(), false), now);
    }
  }

  @Override
  public void gone(String key, long nanos) {
    say(key, herd.id(), StateValues.Note.About.GONE, Duration.ofNanos(nanos));
  }

  @Override
  public void nothing(String key) {
    say(key, herd.id(), StateValues.Note.About.NOTHING, LIFE);
  }

  @Override
  public void drop(String key) {
    say(key, "", StateValues.Note.About.DROPPED, LIFE);
  }

  private void say(String key, String node, StateValues.Note.About what, Duration life) {
    if (key.length() <= LONGEST_KEY) {
      ByteString value = StateValues.Note.newBuilder().setAbout(what).build().toByteString();
      herd.put(NOTES, new Name(about, key, node).key(), value, life);
    }
  }

  private String piece(String key, String variant, int number) {
    return new Name(about, key, variant + DOT + number).key();
  }

  // What others say, on the herd's event loop

  void came(Member member, Name name, Entry entry) {
    int dot = name.node().lastIndexOf(DOT);
    if (!name.about().equals(about) || entry.dead() || mine(entry) || dot < 0) {
      return;
    }
    whole(member, name.what(), name.node().substring(0, dot), entry);
  }

  private boolean mine(Entry entry) {
    return entry.version().origin().equals(herd.id());
  }

  /** Hands an answer over when the last piece of it has come. */
  private void whole(Member member, String key, String variant, Entry entry) {
    long now = System.nanoTime();
    Optional<StateValues.Piece> any = piece(entry);
    if (any.isEmpty() || dropped(member, key, entry.version(), now)) {
      return;
    }
    ByteString content = ByteString.EMPTY;
    for (int i = 0; i < any.get().getOf(); i++) {
      Optional<StateValues.Piece> piece =
          member
              .store()
              .get(KIND, piece(key, variant, i), now)
              .filter(other -> other.version().equals(entry.version()))
              .flatMap(HerdAnswers::piece);
      if (piece.isEmpty()) {
        return;
      }
      content = content.concat(piece.get().getContent());
    }
    tally.received.increment();
    long aged = Math.max(0, LIFE.toNanos() - entry.ttl());
    listener.came(new Parcel(key, variant, content.toByteArray(), aged));
  }

  private static Optional<StateValues.Piece> piece(Entry entry) {
    try {
      return Optional.of(StateValues.Piece.parseFrom(entry.value()));
    } catch (InvalidProtocolBufferException broken) {
      return Optional.empty();
    }
  }

  /** Whether what was under a key was dropped after an answer had been told. */
  private boolean dropped(Member member, String key, Version version, long now) {
    return member
        .store()
        .get(NOTES, new Name(about, key, "").key(), now)
        .filter(note -> note.version().compareTo(version) > 0)
        .isPresent();
  }

  void noted(Name name, Entry entry) {
    if (!name.about().equals(about) || entry.dead() || mine(entry)) {
      return;
    }
    try {
      switch (StateValues.Note.parseFrom(entry.value()).getAbout()) {
        case GONE -> listener.gone(name.what(), entry.ttl());
        case NOTHING -> listener.nothing(name.what());
        case DROPPED -> listener.dropped(name.what());
        case UNSAID, UNRECOGNIZED -> {}
      }
    } catch (InvalidProtocolBufferException broken) {
      // of a later version of this: it means nothing here
    }
  }

  @Override
  public void close() {
    closed.accept(this);
  }
}
