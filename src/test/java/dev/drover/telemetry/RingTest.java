package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RingTest {
  @Test
  void itemsComeOutInOrderAndAFullRingRefuses() {
    Ring<Integer> ring = new Ring<>(3);
    for (int i = 0; i < 4; i++) {
      assertThat(ring.offer(i)).isTrue();
    }
    assertThat(ring.offer(4)).isFalse();
    assertThat(ring.poll()).isEqualTo(0);
    assertThat(ring.offer(5)).isTrue();
    assertThat(ring.poll()).isEqualTo(1);
    assertThat(ring.poll()).isEqualTo(2);
    assertThat(ring.poll()).isEqualTo(3);
    assertThat(ring.poll()).isEqualTo(5);
    assertThat(ring.poll()).isNull();
  }

  @Test
  @Timeout(30)
  void everyItemArrivesOnceAcrossThreads() throws InterruptedException {
    Ring<Integer> ring = new Ring<>(64);
    int count = 200_000;
    Thread writer =
        new Thread(
            () -> {
              int i = 0;
              while (i < count) {
                if (ring.offer(i)) {
                  i++;
                } else {
                  Thread.onSpinWait();
                }
              }
            });
    writer.start();
    int expected = 0;
    while (expected < count) {
      Integer item = ring.poll();
      if (item != null) {
        assertThat((int) item).isEqualTo(expected++);
      }
    }
    writer.join();
    assertThat(ring.poll()).isNull();
  }
}
