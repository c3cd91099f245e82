package dev.drover.herd.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SealTest {
  private static final byte[] SECRET = "a secret of the herd".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "another of the other".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FRAME = {1, 2, 3};

  private final Seal.Question question = Seal.Question.of("Bona", "Clark");
  private final Seal.Question heard = Seal.Question.parse(question.line()).orElseThrow();
  private final Seal.Answer answer = heard.answer(SECRET);
  private final Seal sender = question.accept(SECRET, answer.line()).orElseThrow();
  private final Seal receiver = answer.seal();

  private boolean holds(byte[] frame, String tag) {
    return receiver.holds(frame, Base64.getDecoder().decode(tag));
  }

  @Test
  void whatIsSentIsBelievedInItsOrder() {
    for (int i = 0; i < 3; i++) {
      assertThat(holds(FRAME, sender.tag(FRAME))).isTrue();
    }
  }

  @Test
  void whatWasDroppedOnTheWayBreaksNothing() {
    sender.tag(FRAME);
    assertThat(holds(FRAME, sender.tag(FRAME))).isTrue();
  }

  @Test
  void nothingIsBelievedTwiceOrLate() {
    String first = sender.tag(FRAME);
    String second = sender.tag(FRAME);
    assertThat(holds(FRAME, second)).isTrue();
    assertThat(holds(FRAME, second)).isFalse();
    assertThat(holds(FRAME, first)).isFalse();
  }

  @Test
  void aChangedFrameIsNotBelieved() {
    assertThat(holds(new byte[] {1, 2, 4}, sender.tag(FRAME))).isFalse();
    assertThat(receiver.holds(FRAME, new byte[0])).isFalse();
  }

  @Test
  void whatWasSaidOnAnotherConnectionIsNotBelieved() {
    Seal another = heard.answer(SECRET).seal();
    assertThat(another.holds(FRAME, Base64.getDecoder().decode(sender.tag(FRAME)))).isFalse();
  }

  @Test
  void whoDoesNotKnowTheSecretIsNotBelieved() {
    assertThat(question.accept(SECRET, heard.answer(OTHER).line())).isEmpty();
    assertThat(question.accept(SECRET, "? " + question.line())).isEmpty();
    assertThat(Seal.Question.of("Bona", "Clark").accept(SECRET, answer.line())).isEmpty();
  }
}
