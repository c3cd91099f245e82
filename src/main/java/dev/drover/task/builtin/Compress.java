package dev.drover.task.builtin;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.drover.codec.ContentCoding;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/** Compresses bytes, or makes them what they were: gzip (RFC 1952) and Zstandard (RFC 8878). */
public final class Compress implements Task {
  private static final int CHUNK = 64 << 10;

  /** Which way. */
  public enum Direction {
    COMPRESS,
    DECOMPRESS
  }

  /** Its configuration. */
  @Doc("Compresses bytes, or makes them what they were.")
  public record Config(
      @Doc("Which way.") @Default("compress") Direction direction,
      @Doc("How hard it tries; gzip goes to 9 only.") @Default("6") @Range(min = "1", max = "19")
          int level,
      @Doc("How large what was compressed may become again.")
          @Default("16MiB")
          @Range(min = "1KiB", max = "1GiB")
          Size largest) {}

  /** What can be packed and unpacked. What the streams hold is freed when they are closed. */
  private enum Format {
    GZIP {
      @Override
      OutputStream writer(OutputStream out, int level) throws IOException {
        return ContentCoding.GZIP.writer(out, Math.min(level, 9));
      }

      @Override
      InputStream reader(InputStream in) throws IOException {
        return ContentCoding.GZIP.reader(in);
      }
    },

    /** Of any window, where {@link ContentCoding#ZSTD} keeps to that of HTTP. */
    ZSTD {
      @Override
      OutputStream writer(OutputStream out, int level) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out, RecyclingBufferPool.INSTANCE, level);
      }

      @Override
      InputStream reader(InputStream in) throws IOException {
        return new ZstdInputStreamNoFinalizer(in, RecyclingBufferPool.INSTANCE);
      }
    };

    abstract OutputStream writer(OutputStream out, int level) throws IOException;

    abstract InputStream reader(InputStream in) throws IOException;
  }

  private abstract static class Factory implements TaskFactory<Config> {
    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Traits traits() {
      return Traits.pure(Form.BYTES, Form.BYTES);
    }
  }

  /** Makes that of gzip. */
  public static final class GzipFactory extends Factory {
    @Override
    public String name() {
      return "gzip";
    }

    @Override
    public String mediaType(Config config) {
      return config.direction() == Direction.COMPRESS ? "application/gzip" : Form.BYTES.mediaType();
    }

    @Override
    public Task create(Config config) {
      return new Compress(Format.GZIP, config);
    }
  }

  /** Makes that of Zstandard. */
  public static final class ZstdFactory extends Factory {
    @Override
    public String name() {
      return "zstd";
    }

    @Override
    public String mediaType(Config config) {
      return config.direction() == Direction.COMPRESS ? "application/zstd" : Form.BYTES.mediaType();
    }

    @Override
    public Task create(Config config) {
      return new Compress(Format.ZSTD, config);
    }
  }

  private final Format format;
  private final Config config;

  private Compress(Format format, Config config) {
    this.format = format;
    this.config = config;
  }

  @Override
  public Buffer run(Buffer input, Work work) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes());
    if (config.direction() == Direction.COMPRESS) {
      try (OutputStream writer = format.writer(out, config.level())) {
        copy(in, writer, Long.MAX_VALUE, work);
      }
    } else {
      try (InputStream reader = format.reader(in)) {
        copy(reader, out, config.largest().bytes(), work);
      } catch (IOException broken) {
        throw Failure.of(
            Reason.MALFORMED,
            "The input is not " + format.name().toLowerCase(Locale.ROOT) + ", or not all of it.");
      }
    }
    return Buffer.buffer(out.toByteArray());
  }

  private static void copy(InputStream in, OutputStream out, long most, Work work)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long total = 0;
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      total += read;
      if (total > most) {
        throw Failure.of(
            Reason.TOO_LARGE,
            "The input becomes larger than " + most + " bytes, which is the most.");
      }
      work.check();
      out.write(chunk, 0, read);
    }
  }
}
