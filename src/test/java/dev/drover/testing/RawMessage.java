package dev.drover.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP/1.1 message as it came over the socket.
 *
 * @param line the request line or status line
 * @param headers in order, names as sent
 * @param body the content, de-chunked; empty when there was none
 * @param trailers of a chunked body
 * @param receivedNanos {@link System#nanoTime()} when its head was complete
 */
public record RawMessage(
    String line,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    List<Map.Entry<String, String>> trailers,
    long receivedNanos) {

  /** The first value of a header, names compared without case. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** All values of a header in order. */
  public List<String> headers(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The first value of a trailer. */
  public Optional<String> trailer(String name) {
    return trailers.stream()
        .filter(trailer -> trailer.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The status of a response, from its status line. */
  public int status() {
    return Integer.parseInt(line.split(" ", 3)[1]);
  }

  /** The method of a request, from its request line. */
  public String method() {
    return line.split(" ", 3)[0];
  }

  /** The target of a request, from its request line. */
  public String target() {
    return line.split(" ", 3)[1];
  }

  /** The content as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
