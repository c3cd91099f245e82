package dev.drover.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file of a Unix domain socket, which outlives the process that listened on it and then stands
 * in the way of the next. Blocks.
 */
public final class UnixSocket {
  private UnixSocket() {}

  /**
   * Removes the file when nobody listens on it any more. To be called before listening. Leaves
   * alone what is not a socket, and a socket that answers: binding will say that it is in use.
   *
   * @return whether there was a stale file
   */
  public static boolean removeStale(Path file) throws IOException {
    return socket(file) && !answers(file) && Files.deleteIfExists(file);
  }

  /** Removes the file. To be called after the listener has closed. */
  public static void remove(Path file) throws IOException {
    if (socket(file)) {
      Files.deleteIfExists(file);
    }
  }

  private static boolean socket(Path file) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther();
  }

  private static boolean answers(Path file) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      return channel.isConnected();
    } catch (ConnectException refused) {
      return false;
    }
  }
}
