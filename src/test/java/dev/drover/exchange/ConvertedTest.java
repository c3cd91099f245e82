package dev.drover.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.testing.Bytes;
import dev.drover.testing.FakeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ConvertedTest {
  private static final int ENOUGH = 64 << 10;

  private final FakeSource source = new FakeSource();
  private final Slow slow = new Slow();
  private final Converted stream = new Converted(source, new Louder(), slow);
  private final List<String> given = new ArrayList<>();
  private final List<Throwable> thrown = new ArrayList<>();

  /** Capital letters, and an end. */
  private static final class Louder implements Converted.Conversion {
    @Override
    public Buffer next(Buffer content) {
      return Buffer.buffer(content.toString().toUpperCase(Locale.ROOT));
    }

    @Override
    public Buffer end() {
      return Buffer.buffer("!");
    }
  }

  /** Hands that make a piece when they are told. */
  private static final class Slow implements Converted.Hands {
    private record Piece(int length, Supplier<Buffer> step, Promise<Buffer> promise) {}

    private final Deque<Piece> pieces = new ArrayDeque<>();

    @Override
    public Future<Buffer> take(int length, Supplier<Buffer> step) {
      Piece piece = new Piece(length, step, Promise.promise());
      pieces.add(piece);
      return piece.promise().future();
    }

    void make() {
      Piece piece = pieces.remove();
      piece.promise().complete(piece.step().get());
    }

    void refuse() {
      pieces.remove().promise().fail(Failure.of(Reason.RATE_LIMITED, "Full."));
    }
  }

  private void read() {
    stream.handler(content -> given.add(content.toString()));
    stream.endHandler(nothing -> given.add("end"));
    stream.exceptionHandler(thrown::add);
    stream.resume();
  }

  @Test
  void onePieceAfterTheOtherIsMadeInOrder() {
    read();
    source.send(Bytes.of("a"));
    source.send(Bytes.of("b"));
    source.send(Bytes.of("c"));
    source.end();
    assertThat(slow.pieces).hasSize(1);
    slow.make();
    assertThat(given).containsExactly("A");
    assertThat(slow.pieces).hasSize(1).first().extracting(Slow.Piece::length).isEqualTo(2);
    slow.make();
    slow.make();
    assertThat(given).containsExactly("A", "BC", "!", "end");
    assertThat(slow.pieces).isEmpty();
  }

  @Test
  void theSourceWaitsWhileAPieceIsMadeAndEnoughHasCome() {
    read();
    source.send(Bytes.of("a"));
    source.send(new byte[ENOUGH]);
    assertThat(source.flowing()).isFalse();
    slow.make();
    assertThat(source.flowing()).isTrue();
    assertThat(slow.pieces).hasSize(1);
  }

  @Test
  void nothingFurtherIsMadeWhileNobodyReads() {
    read();
    source.send(Bytes.of("a"));
    source.send(Bytes.of("b"));
    stream.pause();
    slow.make();
    assertThat(source.flowing()).isFalse();
    assertThat(given).isEmpty();
    assertThat(slow.pieces).isEmpty();
    stream.resume();
    assertThat(given).containsExactly("A");
    assertThat(slow.pieces).hasSize(1);
    assertThat(source.flowing()).isTrue();
  }

  @Test
  void beginsWhenThereIsSomethingToGiveAndWaitsForAReader() {
    Future<Void> begun = stream.begin();
    source.send(Bytes.of("a"));
    assertThat(begun.isComplete()).isFalse();
    slow.make();
    assertThat(begun.succeeded()).isTrue();
    assertThat(source.flowing()).isFalse();
    read();
    assertThat(given).containsExactly("A");
  }

  @Test
  void readsOnUntilThereIsSomethingToGive() {
    Converted silent =
        new Converted(
            source,
            new Converted.Conversion() {
              @Override
              public Buffer next(Buffer content) {
                return Buffer.buffer();
              }

              @Override
              public Buffer end() {
                return Buffer.buffer("all");
              }
            },
            slow);
    Future<Void> begun = silent.begin();
    source.send(Bytes.of("a"));
    source.send(new byte[ENOUGH]);
    assertThat(source.flowing()).isFalse();
    slow.make();
    assertThat(source.flowing()).isTrue();
    slow.make();
    source.end();
    slow.make();
    assertThat(begun.succeeded()).isTrue();
  }

  @Test
  void whatIsRefusedAtTheBeginningHasNotBegun() {
    Future<Void> begun = stream.begin();
    source.send(Bytes.of("a"));
    slow.refuse();
    assertThat(Failure.from(begun.cause()).reason()).isEqualTo(Reason.RATE_LIMITED);
  }

  @Test
  void whatBreaksOnTheWayBreaksTheStream() {
    read();
    source.send(Bytes.of("a"));
    slow.make();
    source.send(Bytes.of("b"));
    slow.refuse();
    assertThat(given).containsExactly("A");
    assertThat(thrown).hasSize(1);
  }

  @Test
  void handsThatAreHereMakeItAtOnce() {
    FakeSource quick = new FakeSource();
    quick.ready(Bytes.of("a"), Bytes.of("b"));
    Converted here = new Converted(quick, new Louder(), Converted.Hands.HERE);
    here.handler(content -> given.add(content.toString()));
    here.endHandler(nothing -> given.add("end"));
    here.resume();
    quick.end();
    assertThat(given).containsExactly("A", "B", "!", "end");
  }
}
