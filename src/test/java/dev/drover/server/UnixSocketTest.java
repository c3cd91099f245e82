package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  private final Path dir;

  UnixSocketTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void aGuardedServerListensOnAUnixSocket() throws Exception {
    Path file = dir.resolve("drover.sock");
    try (var listener =
        new TestListener(
            TestListener.SHORT,
            ListenerOptions.of(Limits.DEFAULTS),
            SocketAddress.domainSocketAddress(file.toString()),
            request -> request.response().end("hello"))) {
      assertThat(UnixSocket.removeStale(file)).isFalse();
      assertThat(exchange(file, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .endsWith("hello");
      assertThat(exchange(file, "GET / HTTP/1.1\r\n")).startsWith("HTTP/1.1 408 ");
    }
    UnixSocket.remove(file);
    assertThat(file).doesNotExist();
  }

  private static String exchange(Path file, String request) throws Exception {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (channel.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void aStaleSocketIsRemovedAndOtherFilesAreNot() throws Exception {
    Path stale = dir.resolve("stale.sock");
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(stale));
    }
    assertThat(stale).exists();
    assertThat(UnixSocket.removeStale(stale)).isTrue();
    assertThat(stale).doesNotExist();
    assertThat(UnixSocket.removeStale(stale)).isFalse();
    Path plain = Files.writeString(dir.resolve("plain"), "text");
    assertThat(UnixSocket.removeStale(plain)).isFalse();
    UnixSocket.remove(plain);
    assertThat(plain).exists();
  }
}
