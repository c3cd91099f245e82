package dev.drover.matrix;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.grpc.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** An encoding of messages, for clients and servers of the matrix; a codec of grpc-java, too. */
enum Packed implements Codec {
  GZIP("gzip") {
    @Override
    public OutputStream compress(OutputStream to) throws IOException {
      return new GZIPOutputStream(to);
    }

    @Override
    public InputStream decompress(InputStream from) throws IOException {
      return new GZIPInputStream(from);
    }
  },
  DEFLATE("deflate") {
    @Override
    public OutputStream compress(OutputStream to) {
      return new DeflaterOutputStream(to);
    }

    @Override
    public InputStream decompress(InputStream from) {
      return new InflaterInputStream(from);
    }
  },
  ZSTD("zstd") {
    @Override
    public OutputStream compress(OutputStream to) throws IOException {
      return new ZstdOutputStreamNoFinalizer(to);
    }

    @Override
    public InputStream decompress(InputStream from) throws IOException {
      return new ZstdInputStreamNoFinalizer(from);
    }
  };

  static final List<Packed> ALL = List.of(values());

  private final String label;

  Packed(String label) {
    this.label = label;
  }

  @Override
  public String getMessageEncoding() {
    return label;
  }

  /** That of a name, or of the first one of a list; null when there is none. */
  static @Nullable Packed of(@Nullable String names) {
    String[] all = names == null ? new String[0] : names.split(",");
    for (String name : all) {
      for (Packed each : ALL) {
        if (each.label.equals(name.trim())) {
          return each;
        }
      }
    }
    return null;
  }

  byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = compress(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** What was packed in that way. */
  static byte[] unpack(@Nullable String name, byte[] bytes) {
    Packed packed = of(name);
    if (packed == null) {
      throw new AssertionError("A message is compressed, and its encoding is " + name + ".");
    }
    try (InputStream in = packed.decompress(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
