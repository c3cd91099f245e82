package dev.drover.herd.places;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts what a connection brings into lines that end with LF, each of a bounded length. */
final class LineSplitter {
  private static final int FIRST_ROOM = 256;

  private final int most;
  private final byte[] prefix;
  private final int mostPrefixed;
  private final Consumer<byte[]> lines;
  private byte[] line = new byte[FIRST_ROOM];
  private int length;

  /**
   * @param most how many bytes a line may have, its end not among them
   * @param prefix lines that begin so may be longer
   * @param mostPrefixed how many bytes those may have
   * @param lines told each line without its end
   */
  LineSplitter(int most, byte[] prefix, int mostPrefixed, Consumer<byte[]> lines) {
    this.most = most;
    this.prefix = prefix.clone();
    this.mostPrefixed = mostPrefixed;
    this.lines = lines;
  }

  /**
   * Takes what has come.
   *
   * @return false when a line is too long; nothing more may be fed then
   */
  boolean feed(Buffer content) {
    for (int i = 0; i < content.length(); i++) {
      byte next = content.getByte(i);
      if (next == '\n') {
        lines.accept(Arrays.copyOf(line, length));
        length = 0;
      } else if (length >= most && (!prefixed() || length >= mostPrefixed)) {
        return false;
      } else {
        if (length == line.length) {
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = next;
      }
    }
    return true;
  }

  private boolean prefixed() {
    return Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
  }
}
