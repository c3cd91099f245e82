package dev.drover.codec.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.codec.ContentCoding;
import dev.drover.codec.Envelopes;
import dev.drover.exchange.Converted;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcFrames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers of envelopes, given what is right in every division, and what is wrong. */
class EnvelopeFuzzTest {
  private static final int MOST = 1000;
  private static final int ROUNDS = 3000;

  private static byte[] pieces(byte[] all, Converted.Conversion reader, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(40));
      out.writeBytes(reader.next(Buffer.buffer(Arrays.copyOfRange(all, at, end))).getBytes());
      at = end;
    }
    out.writeBytes(reader.end().getBytes());
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Test
  void theTailIsCutOffWhereverTheStreamIsDivided() {
    Random random = new Random(1);
    byte[] frames = GrpcFrames.frames(Bytes.random(300, 1), new byte[0], Bytes.random(70, 2));
    MultiMap trailers =
        HttpHeaders.headers().add("grpc-status", "5").add("x-a", "1").add("x-a", "2: 3");
    byte[] all = join(frames, WebTrailers.frame(trailers).getBytes());
    for (int round = 0; round < 300; round++) {
      Tail tail = new Tail(WebTrailers.FLAG, null, b -> WebTrailers.read(b, 0, b.length));

      assertThat(pieces(all, tail, random)).isEqualTo(frames);
      assertThat(tail.trailers().get("grpc-status")).isEqualTo("5");
      assertThat(tail.trailers().getAll("x-a")).containsExactly("1", "2: 3");
    }
  }

  @Test
  void aStreamWithoutATailHasNoTrailers() {
    Tail tail = new Tail(WebTrailers.FLAG, null, b -> WebTrailers.read(b, 0, b.length));
    byte[] frames = GrpcFrames.frames(new byte[] {1});

    assertThat(pieces(frames, tail, new Random(2))).isEqualTo(frames);
    assertThat(tail.trailers().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x02})
  void whatFollowsTheTailIsAnError(int flag) {
    Tail tail = new Tail(flag, null, bytes -> HttpHeaders.headers());
    byte[] all = join(GrpcFrames.frame(flag, new byte[2]), GrpcFrames.frame(new byte[1]));

    assertThatThrownBy(() -> pieces(all, tail, new Random(3)))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL));
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(4);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      for (int i = 0; i + 5 < bytes.length && random.nextBoolean(); i += 6) {
        bytes[i + 1] = 0;
        bytes[i + 2] = 0;
        bytes[i + 3] = 0;
      }
      refusedOrRead(() -> pieces(bytes, tail(), random));
      refusedOrRead(() -> pieces(bytes, new Base64Stream(), random));
      refusedOrRead(() -> pieces(bytes, envelopes(), random));
      refusedOrRead(() -> pieces(bytes, sockets(), random));
    }
  }

  private static Tail tail() {
    return new Tail(ConnectStream.END, null, b -> WebTrailers.read(b, 0, b.length));
  }

  private static Converted.Conversion envelopes() {
    Envelopes envelopes = new Envelopes(MOST, Reason.TOO_LARGE, 3, "unknown flag");
    return new Feeding(content -> envelopes.feed(content, (flags, bytes, offset, length) -> {}));
  }

  private static Converted.Conversion sockets() {
    WebSocketFrames frames = new WebSocketFrames(MOST);
    return new Feeding(
        content ->
            frames.feed(
                content, (opcode, payload) -> assertThat(payload.length).isLessThan(MOST + 1)));
  }

  private record Feeding(java.util.function.Consumer<Buffer> reader)
      implements Converted.Conversion {
    @Override
    public Buffer next(Buffer content) {
      reader.accept(content);
      return Buffer.buffer();
    }

    @Override
    public Buffer end() {
      return Buffer.buffer();
    }
  }

  private static void refusedOrRead(Runnable reading) {
    try {
      reading.run();
    } catch (Failure refused) {
      assertThat(refused.text()).isNotEmpty();
    }
  }

  @Test
  void base64OfManyPartsIsReadWhereverItIsDivided() {
    Random random = new Random(5);
    for (int round = 0; round < 500; round++) {
      List<byte[]> plain = new ArrayList<>();
      List<byte[]> coded = new ArrayList<>();
      for (int part = random.nextInt(5); part >= 0; part--) {
        byte[] bytes = Bytes.random(random.nextInt(50), round * 7L + part);
        plain.add(bytes);
        coded.add(Base64.getEncoder().encode(bytes));
      }
      assertThat(pieces(join(coded.toArray(new byte[0][])), new Base64Stream(), random))
          .isEqualTo(join(plain.toArray(new byte[0][])));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "abc", "a===", "=abc", "ab=c", "ab*d", "abcd ="})
  void whatIsNoBase64IsRefused(String text) {
    assertThatThrownBy(() -> pieces(Bytes.of(text), new Base64Stream(), new Random(6)))
        .isInstanceOf(Failure.class);
  }

  @Test
  void aTailThatIsCompressedIsReadAsTheHeadSays() {
    byte[] text = Bytes.of("grpc-status: 7\r\n");
    for (ContentCoding coding : ContentCoding.values()) {
      byte[] all = GrpcFrames.frame(0x81, coding.pack(text));
      Tail tail = new Tail(0x80, coding.label(), b -> WebTrailers.read(b, 0, b.length));

      assertThat(pieces(all, tail, new Random(7))).isEmpty();
      assertThat(tail.trailers().get("grpc-status")).isEqualTo("7");
    }
  }
}
