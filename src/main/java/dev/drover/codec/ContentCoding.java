package dev.drover.codec;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The ways of compressing that are read and written here: content codings of HTTP (RFC 9110,
 * section 8.4.1) and message encodings of gRPC ("Message-Encoding") and Connect, which have the
 * same names. The first is used of those that the other side likes equally.
 */
public enum ContentCoding {
  /** Zstandard (RFC 8878), with a window of no more than RFC 9659 allows. */
  ZSTD {
    @Override
    public InputStream reader(InputStream from) throws IOException {
      return new ZstdInputStreamNoFinalizer(from, RecyclingBufferPool.INSTANCE)
          .setLongMax(MOST_WINDOW_LOG);
    }

    @Override
    public OutputStream writer(OutputStream to, int level) throws IOException {
      return new ZstdOutputStreamNoFinalizer(to, RecyclingBufferPool.INSTANCE, level)
          .setWindowLog(WINDOW_LOG);
    }

    @Override
    public byte[] pack(byte[] bytes) { // which takes no more memory than their length needs
      return Zstd.compress(bytes, LEVEL);
    }
  },

  /** RFC 1952. */
  GZIP {
    @Override
    public InputStream reader(InputStream from) throws IOException {
      return new GZIPInputStream(from, STEP);
    }

    @Override
    public OutputStream writer(OutputStream to, int level) throws IOException {
      return new Gzip(to, level);
    }
  },

  /** In the format of zlib (RFC 1950), as both HTTP and gRPC mean it. */
  DEFLATE {
    @Override
    public InputStream reader(InputStream from) {
      return new Unzlib(from);
    }

    @Override
    public OutputStream writer(OutputStream to, int level) {
      return new Zlib(to, level);
    }
  };

  /** The name of no coding at all. */
  public static final String IDENTITY = "identity";

  /** A message that is shorter does not gain by it. */
  public static final int LEAST = 1024;

  /** Their names, in lower case. */
  public static final List<String> NAMES =
      Arrays.stream(values()).map(ContentCoding::label).toList();

  /** All that is read here, as a field such as {@code grpc-accept-encoding} lists it. */
  public static final String ALL = list(NAMES.stream());

  private static final int LEVEL = 3;
  private static final int STEP = 8 << 10;
  private static final int MOST_WINDOW_LOG = 23;
  private static final int WINDOW_LOG = 20;

  /** How a header field names it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The coding of that name; null when it is none of them, as is {@link #IDENTITY}. */
  public static @Nullable ContentCoding of(@Nullable String name) {
    for (ContentCoding coding : values()) {
      if (coding.name().equalsIgnoreCase(name)) {
        return coding;
      }
    }
    return null;
  }

  /**
   * The one that is best for who takes those.
   *
   * @param accepted a list such as {@code accept-encoding}; null for none
   * @return null when it is better left as it is
   */
  public static @Nullable ContentCoding chosen(@Nullable String accepted) {
    return of(AcceptEncoding.choose(accepted, NAMES));
  }

  /** Those that stand in another list too, and {@code identity}, as a list. */
  public static String shared(@Nullable String accepted) {
    return accepted == null
        ? IDENTITY
        : list(NAMES.stream().filter(name -> AcceptEncoding.takes(accepted, name)));
  }

  private static String list(Stream<String> names) {
    return Stream.concat(names, Stream.of(IDENTITY)).collect(Collectors.joining(","));
  }

  /** The plain bytes of packed ones. What it holds is freed when it is closed. */
  public abstract InputStream reader(InputStream from) throws IOException;

  /**
   * Packs what is written to it. What it holds is freed when it is closed; that is at most a few
   * MiB.
   *
   * @param level from 1, the fastest, to 9
   */
  public abstract OutputStream writer(OutputStream to, int level) throws IOException;

  /** The packed bytes. */
  public byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (OutputStream out = writer(packed, LEVEL)) {
      out.write(bytes);
    } catch (IOException impossible) { // the bytes are in memory
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  /**
   * The plain bytes.
   *
   * @param most how many there may be; no more than a few beyond that are made
   * @return null when there are more
   * @throws IOException when the bytes are not what they are said to be
   */
  public byte @Nullable [] unpack(byte[] bytes, int offset, int length, int most)
      throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream((int) Math.min(most, 4L * length + 64));
    byte[] step = new byte[STEP];
    try (InputStream in = reader(new ByteArrayInputStream(bytes, offset, length))) {
      for (int n = in.read(step); n >= 0; n = in.read(step)) {
        if (plain.size() + (long) n > most) {
          return null;
        }
        plain.write(step, 0, n);
      }
    }
    return plain.toByteArray();
  }

  /** The JDK's, with a level. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream to, int level) throws IOException {
      super(to, STEP, true);
      def.setLevel(level);
    }
  }

  /** The JDK's, with a level, which frees what it holds when it is closed. */
  private static final class Zlib extends DeflaterOutputStream {
    Zlib(OutputStream to, int level) {
      super(to, new Deflater(level), STEP, true);
    }

    @Override
    public void close() throws IOException {
      super.close();
      def.end();
    }
  }

  /** The JDK's, which takes a missing dictionary for the end. */
  private static final class Unzlib extends InflaterInputStream {
    Unzlib(InputStream from) {
      super(from);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count < 0 && !inf.finished()) {
        throw new EOFException("The bytes need a dictionary.");
      }
      return count;
    }
  }
}
