package dev.drover.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.drover.testing.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {
  private static final int MOST = 100_000;

  private static byte @Nullable [] unpack(ContentCoding coding, byte[] bytes) throws IOException {
    return coding.unpack(bytes, 0, bytes.length, MOST);
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void whatIsPackedIsUnpacked(ContentCoding coding) throws IOException {
    for (byte[] plain :
        new byte[][] {{}, {1}, new byte[MOST], Bytes.random(MOST, 1), Bytes.of("a".repeat(2000))}) {
      assertThat(unpack(coding, coding.pack(plain))).isEqualTo(plain);

      ByteArrayOutputStream streamed = new ByteArrayOutputStream();
      try (OutputStream out = coding.writer(streamed, 9)) {
        out.write(plain);
        out.flush();
      }
      assertThat(unpack(coding, streamed.toByteArray())).isEqualTo(plain);
    }
    byte[] within = Bytes.join(new byte[3], coding.pack(Bytes.of("abc")), new byte[3]);
    assertThat(coding.unpack(within, 3, within.length - 6, 3)).isEqualTo(Bytes.of("abc"));
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void aBombIsNotUnpackedBeyondTheLimit(ContentCoding coding) throws IOException {
    byte[] bomb = coding.pack(new byte[50 << 20]);
    long before = allocated();
    assertThat(unpack(coding, bomb)).isNull();
    assertThat(allocated() - before).isLessThan(2 << 20);
    assertThat(unpack(coding, coding.pack(new byte[MOST + 1]))).isNull();
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void whatIsBrokenOrCutIsRefused(ContentCoding coding) {
    byte[] whole = coding.pack(Bytes.random(1000, 5));
    assertThatThrownBy(() -> unpack(coding, Arrays.copyOf(whole, 500)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> unpack(coding, Bytes.random(500, 6))).isInstanceOf(IOException.class);
  }

  @Test
  void aDictionaryThatIsMissingIsNoEnd() {
    Deflater deflater = new Deflater();
    deflater.setDictionary(Bytes.of("a dictionary"));
    deflater.setInput(Bytes.of("a dictionary, and more of it"));
    deflater.finish();
    byte[] packed = new byte[100];
    int length = deflater.deflate(packed);
    deflater.end();

    assertThatThrownBy(() -> ContentCoding.DEFLATE.unpack(packed, 0, length, MOST))
        .hasMessageContaining("dictionary");
  }

  @Test
  void aWindowLargerThanEightMebibytesIsRefused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed, 3)) {
      out.setWindowLog(24);
      out.write(new byte[1000]);
      out.flush();
      out.write(new byte[1000]);
    }
    assertThatThrownBy(() -> unpack(ContentCoding.ZSTD, packed.toByteArray()))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP, 'gzip,identity'",
    "'gzip, deflate, br, zstd', ZSTD, 'zstd,gzip,deflate,identity'",
    "'br, gzip;q=0.5', GZIP, 'gzip,identity'",
    "'zstd;q=0.1, deflate', DEFLATE, 'zstd,deflate,identity'",
    "'br, gzip;q=0', , identity",
    "snappy, , identity",
    ", , identity",
  })
  void theOtherSideChooses(
      @Nullable String accepted, @Nullable ContentCoding chosen, String shared) {
    assertThat(ContentCoding.chosen(accepted)).isEqualTo(chosen);
    assertThat(ContentCoding.shared(accepted)).isEqualTo(shared);
  }

  @Test
  void theyAreKnownByTheirNames() {
    assertThat(ContentCoding.ALL).isEqualTo("zstd,gzip,deflate,identity");
    assertThat(ContentCoding.of("GZip")).isEqualTo(ContentCoding.GZIP);
    assertThat(ContentCoding.of("identity")).isNull();
    assertThat(ContentCoding.of(null)).isNull();
  }
}
