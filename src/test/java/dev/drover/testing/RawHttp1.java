package dev.drover.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** An HTTP/1 client that sends what it is told, byte by byte, and reads with a time limit. */
public final class RawHttp1 implements AutoCloseable {
  private static final int LIMIT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawHttp1(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  public static RawHttp1 connect(int port) throws IOException {
    return new RawHttp1(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Over a socket that is connected already, such as a TLS socket. */
  public static RawHttp1 over(Socket socket) throws IOException {
    return new RawHttp1(socket);
  }

  /** Sends text as Latin-1 in one segment. */
  public RawHttp1 send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  /** Everything until the server closes; a reset counts as the end. */
  public String readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException reset) {
      // what came before it counts
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** One answer with a content length: its head and content. */
  public String answer() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return head + "<end>";
      }
      head.append((char) octet);
    }
    int at = head.toString().toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
    if (at < 0) {
      return head.toString();
    }
    int length = Integer.parseInt(head.substring(at + 15, head.indexOf("\r\n", at)).strip());
    return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
