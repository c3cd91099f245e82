package dev.drover.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcFrames;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcDeframerTest {
  private static final int MOST = 1000;
  private static final byte[][] MESSAGES = {
    {1}, {}, {2, 3, 4}, Bytes.random(700, 1), {}, Bytes.random(MOST, 2), {5}
  };

  private final List<byte[]> taken = new ArrayList<>();

  private void feed(GrpcDeframer deframer, byte[] bytes) {
    deframer.feed(
        Buffer.buffer(bytes),
        (message, offset, length) ->
            taken.add(Arrays.copyOfRange(message, offset, offset + length)));
  }

  private static GrpcDeframer deframer() {
    return new GrpcDeframer(MOST, Reason.TOO_LARGE);
  }

  @Test
  void takesManyMessagesFromOneBuffer() {
    GrpcDeframer deframer = deframer();

    feed(deframer, GrpcFrames.frames(MESSAGES));

    assertThat(taken).containsExactly(MESSAGES);
    assertThat(deframer.empty()).isTrue();
  }

  @Test
  void takesThemWhereverTheStreamIsSplit() {
    byte[] stream = GrpcFrames.frames(MESSAGES);
    for (int split = 0; split <= stream.length; split++) {
      taken.clear();
      GrpcDeframer deframer = deframer();

      feed(deframer, Arrays.copyOfRange(stream, 0, split));
      feed(deframer, Arrays.copyOfRange(stream, split, stream.length));

      assertThat(taken).as("split at %s", split).containsExactly(MESSAGES);
      assertThat(deframer.empty()).isTrue();
    }
  }

  @Test
  void takesThemInPiecesOfAnyLength() {
    byte[] stream = GrpcFrames.frames(MESSAGES);
    for (int length = 1; length < 20; length++) {
      taken.clear();
      GrpcDeframer deframer = deframer();

      for (int at = 0; at < stream.length; at += length) {
        feed(deframer, Arrays.copyOfRange(stream, at, Math.min(stream.length, at + length)));
      }

      assertThat(taken).as("pieces of %s", length).containsExactly(MESSAGES);
      assertThat(deframer.empty()).isTrue();
    }
  }

  @Test
  void isNotEmptyWithinAMessage() {
    byte[] stream = GrpcFrames.frame(new byte[] {7, 8});
    for (int length = 1; length < stream.length; length++) {
      GrpcDeframer deframer = deframer();
      feed(deframer, Arrays.copyOf(stream, length));
      assertThat(deframer.empty()).as("after %s bytes", length).isFalse();
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void givesAMessageOnAsSoonAsItIsWhole() {
    GrpcDeframer deframer = deframer();
    feed(deframer, GrpcFrames.frame(new byte[] {1}));
    assertThat(taken).hasSize(1);
    feed(deframer, Arrays.copyOf(GrpcFrames.frames(new byte[] {2}, new byte[] {3}), 7));
    assertThat(taken).hasSize(2);
  }

  @Test
  void refusesAMessageThatIsTooLargeBeforeItHasCome() {
    byte[] prefix = {0, 0, 0, MOST >> 8, (byte) (MOST + 1)};

    assertThatThrownBy(() -> feed(deframer(), prefix))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessageContaining("1001 bytes")
        .hasMessageContaining("1000 are allowed");
    GrpcDeframer slow = deframer();
    feed(slow, Arrays.copyOf(prefix, 3));
    assertThatThrownBy(() -> feed(slow, Arrays.copyOfRange(prefix, 3, 5)))
        .isInstanceOf(Failure.class);
  }

  @Test
  void readsALengthWithoutASign() {
    assertThatThrownBy(() -> feed(deframer(), new byte[] {0, -1, -1, -1, -1}))
        .hasMessageContaining("4294967295 bytes");
  }

  @Test
  void refusesACompressedMessage() {
    byte[] stream = GrpcFrames.frame(1, new byte[] {1, 2});
    for (int split = 0; split < stream.length; split++) {
      GrpcDeframer deframer = deframer();
      byte[] first = Arrays.copyOfRange(stream, 0, split);
      byte[] second = Arrays.copyOfRange(stream, split, stream.length);
      assertThatThrownBy(
              () -> {
                feed(deframer, first);
                feed(deframer, second);
              })
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL));
    }
    assertThat(taken).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void unpacksWhatIsCompressedAndLeavesTheRest(ContentCoding coding) {
    byte[] large = new byte[MOST];
    byte[] stream =
        Bytes.join(
            GrpcFrames.frame(1, coding.pack(large)),
            GrpcFrames.frame(new byte[] {1}),
            GrpcFrames.frame(1, coding.pack(new byte[0])));
    for (int split = 0; split <= stream.length; split++) {
      taken.clear();
      GrpcDeframer deframer = GrpcDeframer.ofAnswer(coding.label(), MOST);
      feed(deframer, Arrays.copyOfRange(stream, 0, split));
      feed(deframer, Arrays.copyOfRange(stream, split, stream.length));

      assertThat(taken).containsExactly(large, new byte[] {1}, new byte[0]);
      assertThat(deframer.empty()).isTrue();
    }
  }

  private static Reason refusal(Runnable reading) {
    AtomicReference<Reason> reason = new AtomicReference<>();
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(Failure.class, failure -> reason.set(failure.reason()));
    return Objects.requireNonNull(reason.get());
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void aBombIsTheFaultOfWhoeverSendsIt(ContentCoding coding) {
    byte[] bomb = GrpcFrames.frame(1, coding.pack(new byte[MOST + 1]));
    assertThat(bomb.length).isLessThan(100);

    assertThat(refusal(() -> feed(GrpcDeframer.ofRequest(coding.label(), MOST), bomb)))
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal(() -> feed(GrpcDeframer.ofAnswer(coding.label(), MOST), bomb)))
        .isEqualTo(Reason.MESSAGE_TOO_LARGE);
    byte[] broken = GrpcFrames.frame(1, Bytes.random(50, 3));
    assertThat(refusal(() -> feed(GrpcDeframer.ofRequest(coding.label(), MOST), broken)))
        .isEqualTo(Reason.MALFORMED);
    assertThat(refusal(() -> feed(GrpcDeframer.ofAnswer(coding.label(), MOST), broken)))
        .isEqualTo(Reason.PROTOCOL);
    assertThat(taken).isEmpty();
  }

  @Test
  void manySmallBombsInOnePieceAreOneBomb() {
    byte[] one = GrpcFrames.frame(1, ContentCoding.ZSTD.pack(new byte[4 << 20]));
    byte[] piece = Bytes.join(one, one, one, one, one, one);
    AtomicInteger messages = new AtomicInteger();
    GrpcDeframer deframer = GrpcDeframer.ofRequest("zstd", 4 << 20);

    assertThat(piece.length).isLessThan(16 << 10);
    assertThatThrownBy(
            () ->
                deframer.feed(
                    Buffer.buffer(piece), (bytes, offset, length) -> messages.incrementAndGet()))
        .hasMessageContaining("came together");
    assertThat(messages.get()).isEqualTo(5);

    GrpcDeframer slow = GrpcDeframer.ofRequest("zstd", 4 << 20);
    for (int i = 0; i < 6; i++) {
      slow.feed(Buffer.buffer(one), (bytes, offset, length) -> messages.incrementAndGet());
    }
    assertThat(messages.get()).isEqualTo(11);
  }

  @Test
  void anUnknownEncodingIsRefusedWithThoseThatAreKnown() {
    assertThatThrownBy(() -> GrpcDeframer.ofRequest("snappy", MOST))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED_ENCODING);
              assertThat(failure.headers())
                  .containsEntry("grpc-accept-encoding", "zstd,gzip,deflate,identity");
            })
        .hasMessageContaining("\"snappy\"; zstd, gzip, deflate and identity");
    byte[] frame = GrpcFrames.frame(1, new byte[] {1});
    assertThat(refusal(() -> feed(GrpcDeframer.ofAnswer("snappy", MOST), frame)))
        .isEqualTo(Reason.PROTOCOL);
    assertThat(refusal(() -> feed(GrpcDeframer.ofRequest("identity", MOST), frame)))
        .isEqualTo(Reason.MALFORMED);
    feed(GrpcDeframer.ofAnswer("snappy", MOST), GrpcFrames.frame(new byte[] {7}));
    assertThat(taken).containsExactly(new byte[] {7});
  }

  @Test
  void givesOnTheMessagesBeforeOneThatIsRefused() {
    byte[] good = GrpcFrames.frame(new byte[] {1});
    byte[] both = Arrays.copyOf(good, good.length + GrpcFrames.PREFIX);
    both[good.length] = 1;

    assertThatThrownBy(() -> feed(deframer(), both)).isInstanceOf(Failure.class);

    assertThat(taken).containsExactly(new byte[] {1});
  }
}
