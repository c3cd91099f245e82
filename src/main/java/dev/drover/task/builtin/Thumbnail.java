package dev.drover.task.builtin;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A smaller form of an image (PNG, JPEG, GIF, BMP), which fits into a box and keeps its shape. How
 * large the image claims to be is looked at before it is decoded.
 */
public final class Thumbnail implements Task {
  /** What it is written as. */
  public enum Format {
    PNG,
    JPEG
  }

  /** Its configuration. */
  @Doc("A smaller form of an image, which fits into a box and keeps its shape.")
  public record Config(
      @Doc("The width of the box, in pixels.") @Default("320") @Range(min = "1", max = "4096")
          int width,
      @Doc("The height of the box, in pixels.") @Default("320") @Range(min = "1", max = "4096")
          int height,
      @Doc("What it is written as.") @Default("png") Format format,
      @Doc("How many pixels an image may have.")
          @Default("50000000")
          @Range(min = "1", max = "500000000")
          long pixels) {}

  /** Makes it. */
  public static final class Factory implements TaskFactory<Config> {
    @Override
    public String name() {
      return "thumbnail";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Traits traits() {
      return Traits.pure(Form.BYTES, Form.BYTES);
    }

    @Override
    public String mediaType(Config config) {
      return "image/" + config.format().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Task create(Config config) {
      return new Thumbnail(config);
    }
  }

  private final Config config;

  Thumbnail(Config config) {
    this.config = config;
  }

  @Override
  public Buffer run(Buffer input, Work work) throws IOException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(input.getBytes()))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw Failure.of(Reason.UNSUPPORTED_MEDIA_TYPE, "The input is no image that can be read.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        return write(shrink(read(reader), work));
      } finally {
        reader.dispose();
      }
    }
  }

  /** Leaves pixels out while reading, where there are far more than are needed. */
  private BufferedImage read(ImageReader reader) {
    try {
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if ((long) width * height > config.pixels()) {
        throw Failure.of(
            Reason.TOO_LARGE,
            "The image has "
                + width
                + " x "
                + height
                + " pixels; "
                + config.pixels()
                + " in all are allowed.");
      }
      int step = Math.max(1, Math.min(width / config.width(), height / config.height()) / 4);
      ImageReadParam how = reader.getDefaultReadParam();
      how.setSourceSubsampling(step, step, 0, 0);
      return reader.read(0, how);
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException broken) {
      throw Failure.of(Reason.MALFORMED, "The image is broken.")
          .note(String.valueOf(broken.getMessage()));
    }
  }

  private BufferedImage shrink(BufferedImage image, Work work) {
    work.check();
    double scale =
        Math.min(
            1,
            Math.min(
                (double) config.width() / image.getWidth(),
                (double) config.height() / image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    boolean alpha = config.format() == Format.PNG && image.getColorModel().hasAlpha();
    int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage small = new BufferedImage(width, height, type);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    if (!alpha) {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
    }
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  private Buffer write(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, config.format().name().toLowerCase(Locale.ROOT), out);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
