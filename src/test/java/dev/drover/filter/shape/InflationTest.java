package dev.drover.filter.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflationTest {
  private static final long MOST = 1 << 20;

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] content, boolean bare) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(6, bare);
    try (OutputStream stream = new DeflaterOutputStream(out, deflater)) {
      stream.write(content);
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] unpack(boolean gzip, byte[] packed, int step) {
    try (Inflation inflation = new Inflation(gzip, MOST, 100)) {
      Buffer all = Buffer.buffer();
      for (int at = 0; at < packed.length; at += step) {
        byte[] part = Arrays.copyOfRange(packed, at, Math.min(packed.length, at + step));
        all.appendBuffer(inflation.next(Buffer.buffer(part)));
      }
      return all.appendBuffer(inflation.end()).getBytes();
    }
  }

  private static byte[] text(int seed, int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Integer.toString(random.nextInt(1000)));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000, 1 << 20})
  void whatWasPackedComesOutInPiecesOfAnySize(int step) throws IOException {
    for (int length : new int[] {0, 1, 100, 70_000}) {
      byte[] content = text(length, length);
      assertThat(unpack(true, gzip(content), step)).isEqualTo(content);
      assertThat(unpack(false, deflate(content, false), step)).isEqualTo(content);
      assertThat(unpack(false, deflate(content, true), step)).isEqualTo(content);
    }
  }

  @Test
  void membersFollowOneAnother() throws IOException {
    Buffer both = Buffer.buffer(gzip(text(1, 500))).appendBytes(gzip(text(2, 500)));

    assertThat(unpack(true, both.getBytes(), 3))
        .isEqualTo(Buffer.buffer(text(1, 500)).appendBytes(text(2, 500)).getBytes());
  }

  @Test
  void aHeadMayHaveAllItsParts() throws IOException {
    byte[] plain = gzip("hello".getBytes(StandardCharsets.UTF_8));
    Buffer full = Buffer.buffer(Arrays.copyOf(plain, 10));
    full.setByte(3, (byte) 0x1F);
    full.appendBytes(new byte[] {3, 0, 'a', 'b', 'c'});
    full.appendString("name").appendByte((byte) 0).appendString("comment").appendByte((byte) 0);
    full.appendBytes(new byte[] {1, 2});
    full.appendBytes(Arrays.copyOfRange(plain, 10, plain.length));

    assertThat(new String(unpack(true, full.getBytes(), 1), StandardCharsets.UTF_8))
        .isEqualTo("hello");
  }

  @Test
  void nothingIsEmpty() {
    assertThat(unpack(true, new byte[0], 1)).isEmpty();
    assertThat(unpack(false, new byte[0], 1)).isEmpty();
  }

  @Test
  void aBombIsNotUnpackedBeyondItsBound() throws IOException {
    byte[] bomb = gzip(new byte[64 << 20]);

    assertThatThrownBy(() -> unpack(true, bomb, bomb.length))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE));
    try (Inflation tight = new Inflation(true, 1L << 30, 10)) {
      assertThatThrownBy(() -> tight.next(Buffer.buffer(bomb)))
          .hasMessage("The content is packed more tightly than is allowed here.");
    }
  }

  @Test
  void whatIsCutOrAddedToIsRefused() throws IOException {
    byte[] packed = gzip(text(1, 1000));
    for (int length = 1; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> unpack(true, cut, 100)).isInstanceOf(Failure.class);
    }
    byte[] more = Arrays.copyOf(packed, packed.length + 1);
    assertThatThrownBy(() -> unpack(true, more, 100)).isInstanceOf(Failure.class);
    byte[] deflated = deflate(text(1, 1000), false);
    assertThatThrownBy(() -> unpack(false, Arrays.copyOf(deflated, deflated.length + 1), 100))
        .isInstanceOf(Failure.class);
    assertThatThrownBy(() -> unpack(false, Arrays.copyOf(deflated, deflated.length - 1), 100))
        .isInstanceOf(Failure.class);
  }

  @Test
  void noBytesBreakItOtherwiseThanByAFailure() throws IOException {
    Random random = new Random(11);
    byte[] packed = gzip(text(3, 3000));
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = packed.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(i % 2 == 0 ? 20 : bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(unpack(random.nextBoolean(), bytes, 1 + random.nextInt(500)).length)
            .isLessThanOrEqualTo((int) MOST);
      } catch (Failure expected) {
        assertThat(expected.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE);
      }
    }
  }
}
