package dev.drover.testing;

import java.io.IOException;
import java.net.Socket;

/** An HTTP/1.1 client by hand; see {@link RawSocket} for what it can do. */
public final class RawClient extends RawSocket {
  /** How long a read waits. */
  public static final int READ_MILLIS = 20_000;

  private RawClient(Socket socket) throws IOException {
    super(socket, READ_MILLIS);
  }

  /** A connection to that port of 127.0.0.1. */
  public static RawClient connect(int port) throws IOException {
    return new RawClient(new Socket("127.0.0.1", port));
  }

  /** The same with a small receive buffer, so that not reading is soon noticed. */
  public static RawClient connect(int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
    return new RawClient(socket);
  }

  /** Sends a request without content and reads its answer. */
  public RawMessage get(String target) throws IOException {
    write("GET " + target + " HTTP/1.1\r\nhost: test\r\n\r\n");
    return readMessage();
  }
}
