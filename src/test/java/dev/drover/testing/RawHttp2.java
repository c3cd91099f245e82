package dev.drover.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/** An HTTP/2 client that sends whatever frames it is told, and reads with a time limit. */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int PRIORITY_FLAG = 0x20;
  private static final int PRIORITY_BYTES = 5;
  private static final int LIMIT_MILLIS = 10_000;

  /** A frame as it was on the wire. */
  public record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error code of a RST_STREAM or GOAWAY. */
    public int code() {
      return Unpooled.wrappedBuffer(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects and sends nothing. */
  public static RawHttp2 silent(int port) throws IOException {
    return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects and sends the preface and empty settings. */
  public static RawHttp2 connect(int port) throws IOException {
    return silent(port).preface();
  }

  /** Over a socket that is connected already; sends nothing. */
  public static RawHttp2 over(Socket socket) throws IOException {
    return new RawHttp2(socket);
  }

  /** Sends the preface and empty settings. */
  public RawHttp2 preface() throws IOException {
    return text(PREFACE).frame(SETTINGS, 0, 0).send();
  }

  /** Keeps text for the next {@link #send}. */
  public RawHttp2 text(String text) {
    pending.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Keeps a frame for the next {@link #send}. */
  public RawHttp2 frame(int type, int flags, int stream, byte... payload) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    frame.writeBytes(payload);
    pending.write(frame.array(), 0, frame.readableBytes());
    return this;
  }

  /** Keeps a frame whose payload is one number of 4 bytes. */
  public RawHttp2 number(int type, int stream, int value) {
    return frame(type, 0, stream, Unpooled.copyInt(value).array());
  }

  /** Keeps the request head of {@code POST /} or other headers. */
  public RawHttp2 request(int stream, boolean end, String... more) throws Http2Exception {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(more));
  }

  /** A header block: that of {@code POST /} unless {@code more} begins with a pseudo header. */
  public byte[] block(String... more) throws Http2Exception {
    Http2Headers headers = new DefaultHttp2Headers(false);
    if (more.length == 0 || !more[0].startsWith(":")) {
      headers.method("POST").scheme("http").path("/").authority("localhost");
    }
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    encoder.encodeHeaders(1, headers, block);
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return bytes;
  }

  /** Sends what was kept in one write; a server that has closed is not an error here. */
  public RawHttp2 send() throws IOException {
    try {
      out.write(pending.toByteArray());
      out.flush();
    } catch (SocketException closed) {
      // reading will tell
    }
    pending.reset();
    return this;
  }

  /** Sends what was kept in writes of one byte. */
  public RawHttp2 sendInBytes() throws IOException {
    for (byte octet : pending.toByteArray()) {
      out.write(octet);
      out.flush();
    }
    pending.reset();
    return this;
  }

  /** The next frame, or empty when the server has closed. */
  public Optional<Frame> read() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      return Optional.of(new Frame(type, flags, stream, payload));
    } catch (EOFException | SocketException end) {
      return Optional.empty();
    }
  }

  /** The next frame that fits; others are skipped. Empty when the server closes before. */
  public Optional<Frame> await(Predicate<Frame> fits) throws IOException {
    Optional<Frame> frame = read();
    while (frame.isPresent() && !fits.test(frame.get())) {
      frame = read();
    }
    return frame;
  }

  /** The {@code :status} of the answer on that stream; fails when it is reset instead. */
  public String status(int stream) throws IOException, Http2Exception {
    Frame frame =
        await(any -> any.stream() == stream && (any.type() == HEADERS || any.type() == RST_STREAM))
            .orElseThrow(() -> new EOFException("The server closed the connection."));
    if (frame.type() == RST_STREAM) {
      throw new IOException("Stream " + stream + " was reset with code " + frame.code() + ".");
    }
    return headers(frame).status().toString();
  }

  /** The headers of a HEADERS frame; each must be decoded, in order. */
  public Http2Headers headers(Frame frame) throws Http2Exception {
    int priority = (frame.flags() & PRIORITY_FLAG) == 0 ? 0 : PRIORITY_BYTES;
    return decoder.decodeHeaders(
        frame.stream(), Unpooled.wrappedBuffer(frame.payload()).skipBytes(priority));
  }

  /** Whether the server still answers, by a PING and its acknowledgement. */
  public boolean alive() throws IOException {
    frame(PING, 0, 0, new byte[8]).send();
    return await(any -> any.type() == PING || any.type() == GOAWAY)
        .filter(any -> any.type() == PING)
        .isPresent();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
