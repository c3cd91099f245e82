package dev.drover.codec;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import dev.drover.exchange.Body;
import dev.drover.exchange.Response;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A gRPC status on the wire: {@code grpc-status}, {@code grpc-message} and {@code
 * grpc-status-details-bin} (gRPC over HTTP/2, "Responses"; gRFC L44 for the details).
 */
public final class GrpcStatus {
  public static final CharSequence STATUS = HttpHeaders.createOptimized("grpc-status");
  public static final CharSequence MESSAGE = HttpHeaders.createOptimized("grpc-message");
  public static final CharSequence DETAILS = HttpHeaders.createOptimized("grpc-status-details-bin");

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private GrpcStatus() {}

  /** An answer that is only a status: one block of headers with no content after it. */
  public static Response response(
      String contentType, GrpcCode code, String message, List<Any> details) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
    write(headers, code, message, details);
    return new Response(200, headers, Body.none());
  }

  /** Puts a status into headers or trailers. */
  public static void write(MultiMap headers, GrpcCode code, String message, List<Any> details) {
    headers.set(STATUS, code.text());
    if (!message.isEmpty()) {
      headers.set(MESSAGE, encode(message));
    }
    if (!details.isEmpty()) {
      Status status =
          Status.newBuilder()
              .setCode(code.number())
              .setMessage(message)
              .addAllDetails(details)
              .build();
      headers.set(
          DETAILS, Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()));
    }
  }

  /**
   * Percent-encodes a message (gRPC over HTTP/2, "Status-Message"): UTF-8, where the bytes 0x20 to
   * 0x7E but {@code %} stand for themselves.
   */
  public static String encode(String message) {
    boolean plain = true;
    for (int i = 0; i < message.length() && plain; i++) {
      plain = plain(message.charAt(i));
    }
    if (plain) {
      return message;
    }
    StringBuilder out = new StringBuilder(message.length() + 16);
    for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
      if (plain((char) (b & 0xFF))) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
    return out.toString();
  }

  /**
   * Reads a message that was percent-encoded. An escape that is none stands for itself, as gRPC
   * asks.
   */
  public static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      boolean escape = c == '%' && i + 2 < encoded.length();
      int high = escape ? Character.digit(encoded.charAt(i + 1), 16) : -1;
      int low = escape ? Character.digit(encoded.charAt(i + 2), 16) : -1;
      if (high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean plain(char c) {
    return c >= 0x20 && c <= 0x7E && c != '%';
  }
}
