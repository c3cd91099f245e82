package dev.drover.codec.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.drover.codec.CallStatus;
import dev.drover.status.GrpcCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connect's error ("Error end-stream", "Error codes"): the code as a word, the message, details as
 * a type and base64 without padding.
 */
final class ConnectError {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE_PREFIX = "type.googleapis.com/";
  private static final Map<String, GrpcCode> CODES = codes();

  private ConnectError() {}

  private static Map<String, GrpcCode> codes() {
    Map<String, GrpcCode> codes = new HashMap<>();
    for (GrpcCode code : GrpcCode.values()) {
      codes.put(word(code), code);
    }
    return Map.copyOf(codes);
  }

  private static String word(GrpcCode code) {
    return code == GrpcCode.CANCELLED ? "canceled" : code.name().toLowerCase(Locale.ROOT);
  }

  /** The error as a JSON object. */
  static ObjectNode of(CallStatus status) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("code", word(status.code()));
    if (!status.status().getMessage().isEmpty()) {
      error.put("message", status.status().getMessage());
    }
    if (status.status().getDetailsCount() > 0) {
      ArrayNode details = error.putArray("details");
      for (Any detail : status.status().getDetailsList()) {
        String url = detail.getTypeUrl();
        byte[] value = detail.getValue().toByteArray();
        details
            .addObject()
            .put("type", url.substring(url.lastIndexOf('/') + 1))
            .put("value", Base64.getEncoder().withoutPadding().encodeToString(value));
      }
    }
    return error;
  }

  /** The JSON of a content, or null when it is none. */
  static @Nullable JsonNode json(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException malformed) {
      return null;
    } catch (java.io.IOException malformed) {
      return null;
    }
  }

  /**
   * The status that an error stands for.
   *
   * @param error null when there is none that can be read
   * @param otherwise its code when the error does not say it
   */
  static CallStatus read(@Nullable JsonNode error, GrpcCode otherwise) {
    if (error == null) {
      return CallStatus.of(otherwise, "The upstream refused the call without saying why.");
    }
    GrpcCode code = CODES.getOrDefault(error.path("code").asText(), otherwise);
    Status.Builder status =
        Status.newBuilder().setCode(code.number()).setMessage(error.path("message").asText(""));
    for (JsonNode detail : error.path("details")) {
      byte[] value = base64(detail.path("value").asText(""));
      if (value != null) {
        status.addDetails(
            Any.newBuilder()
                .setTypeUrl(TYPE_PREFIX + detail.path("type").asText(""))
                .setValue(ByteString.copyFrom(value)));
      }
    }
    return new CallStatus(code, status.build());
  }

  /** With or without padding, of either alphabet; null when it is none. */
  static byte @Nullable [] base64(String text) {
    try {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '=') {
        end--;
      }
      String plain = text.substring(0, end).replace('-', '+').replace('_', '/');
      return Base64.getDecoder().decode(plain.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
