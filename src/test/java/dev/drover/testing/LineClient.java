package dev.drover.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of the herd's line protocol that waits at most ten seconds for each byte. */
public final class LineClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  private LineClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static LineClient connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new LineClient(socket);
  }

  /** Says something in a connection of its own and gives one line back. */
  public static String once(int port, String line) throws IOException {
    try (LineClient client = connect(port)) {
      return client.ask(line);
    }
  }

  /** Says something in a connection of its own, closes its side, and reads to the end. */
  public static String toEnd(int port, String text) throws IOException {
    try (LineClient client = connect(port)) {
      client.say(text);
      client.socket.shutdownOutput();
      return new String(client.in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says a line and reads one. */
  public String ask(String line) throws IOException {
    say(line + "\n");
    return read();
  }

  /** A line without its end. */
  public String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("The connection has ended after \"" + line + "\".");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** The lines up to an empty one. */
  public String readToEmptyLine() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = read(); !line.isEmpty(); line = read()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
