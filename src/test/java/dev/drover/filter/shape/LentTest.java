package dev.drover.filter.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class LentTest {
  private final Counting counting = new Counting();
  private final Lent<Counting> lent = new Lent<>(counting);

  private static final class Counting implements Lent.Closing {
    private int closed;

    @Override
    public Buffer next(Buffer content) {
      return content;
    }

    @Override
    public Buffer end() {
      return Buffer.buffer("end");
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void isClosedAtOnceWhenNobodyUsesIt() {
    assertThat(lent.next(Buffer.buffer("a")).toString()).isEqualTo("a");
    lent.leave();
    lent.leave();
    assertThat(counting.closed).isEqualTo(1);
  }

  @Test
  void isClosedByWhoeverUsesItLast() {
    Buffer made =
        lent.use(
            one -> {
              lent.leave();
              assertThat(one.closed).isZero();
              return one.end();
            });
    assertThat(made.toString()).isEqualTo("end");
    assertThat(counting.closed).isEqualTo(1);
  }

  @Test
  void givesNothingWhenItIsClosedOrInUse() {
    lent.use(
        one -> {
          assertThat(lent.end().length()).isZero();
          return one.end();
        });
    lent.leave();
    assertThat(lent.next(Buffer.buffer("a")).length()).isZero();
  }
}
