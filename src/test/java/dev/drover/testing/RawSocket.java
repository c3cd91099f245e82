package dev.drover.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One end of a TCP connection on which HTTP/1.1 is spoken by hand: nothing is sent that was not
 * asked for, nothing is read ahead of need but by the buffer. Reads block; how long is the
 * subclass's choice.
 */
public class RawSocket implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /**
   * @param readMillis how long a read waits before it throws; 0 means for ever
   */
  protected RawSocket(Socket socket, int readMillis) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(readMillis);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** The port of this end. */
  public int localPort() {
    return socket.getLocalPort();
  }

  /** Sends text, one byte a character. */
  public void write(String text) throws IOException {
    write(text.getBytes(ISO_8859_1));
  }

  /** Sends bytes. */
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends one chunk of a chunked body. */
  public void chunk(byte[] bytes) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
    chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII));
    chunk.writeBytes(bytes);
    chunk.writeBytes("\r\n".getBytes(US_ASCII));
    write(chunk.toByteArray());
  }

  /** Sends one chunk of text. */
  public void chunk(String text) throws IOException {
    chunk(text.getBytes(ISO_8859_1));
  }

  /** Reads one byte, or -1 at the end. */
  public int read() throws IOException {
    return in.read();
  }

  /** Reads exactly that many bytes. */
  public byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("The peer closed after " + bytes.length + " of " + count + " bytes.");
    }
    return bytes;
  }

  /** Reads until the peer closes; a reset is an {@link IOException}. */
  public byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  /** Reads a line, without its CRLF. */
  public String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The peer closed inside a line: " + line.toString(ISO_8859_1));
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Reads a head and no further; its body is empty. */
  public RawMessage readHead() throws IOException {
    String line = readLine();
    return new RawMessage(line, readFields(), new byte[0], List.of(), System.nanoTime());
  }

  /** Reads the body that a head announces: by chunks or by length, and else none. */
  public RawMessage readBody(RawMessage head) throws IOException {
    String coding = head.header("transfer-encoding").orElse("").toLowerCase(Locale.ROOT);
    if (coding.endsWith("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
        body.writeBytes(chunk);
      }
      return new RawMessage(
          head.line(), head.headers(), body.toByteArray(), readFields(), head.receivedNanos());
    }
    byte[] body = read(Integer.parseInt(head.header("content-length").orElse("0")));
    return new RawMessage(head.line(), head.headers(), body, List.of(), head.receivedNanos());
  }

  /** Reads a head and the body it announces. */
  public RawMessage readMessage() throws IOException {
    return readBody(readHead());
  }

  /** Reads one chunk; the empty one is the last, and the trailers after it are still to be read. */
  public byte[] readChunk() throws IOException {
    int size = Integer.parseInt(readLine().split(";", 2)[0].trim(), 16);
    byte[] bytes = read(size);
    if (size > 0) {
      readLine();
    }
    return bytes;
  }

  private List<Map.Entry<String, String>> readFields() throws IOException {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      fields.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).trim()));
    }
    return List.copyOf(fields);
  }

  /** Sends FIN; what the peer sends can still be read. */
  public void fin() throws IOException {
    socket.shutdownOutput();
  }

  /** Sends RST; both directions are dead. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes this end. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
