package dev.drover.filter.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token that was taken apart and not verified yet: a JSON Web Signature in compact form (RFC
 * 7515, section 7.1) whose content is a JSON object (RFC 7519). Nothing in it may be believed.
 *
 * @param algorithm its {@code alg}
 * @param kid its {@code kid}
 * @param claims untyped JSON; no member stands there twice
 * @param input what was signed
 */
record Token(
    String algorithm,
    @Nullable String kid,
    Map<String, Object> claims,
    byte[] input,
    Base64URL signature) {
  /** What is no token; the message has none of it. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final int DEEPEST = 20;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(40)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Takes a token apart. */
  static Token parse(String text) throws Malformed {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first < 1 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      throw new Malformed("the token does not have three parts");
    }
    Map<String, Object> header = object(text.substring(0, first), "header");
    if (!(header.get("alg") instanceof String algorithm)) {
      throw new Malformed("the token names no algorithm");
    }
    if (header.containsKey("crit")) {
      throw new Malformed("the token needs an extension that is not known here");
    }
    Object kid = header.get("kid");
    if (kid != null && !(kid instanceof String)) {
      throw new Malformed("the token's kid is no text");
    }
    String signature = text.substring(second + 1);
    decode(signature, "signature");
    return new Token(
        algorithm,
        (String) kid,
        object(text.substring(first + 1, second), "content"),
        text.substring(0, second).getBytes(StandardCharsets.US_ASCII),
        new Base64URL(signature));
  }

  private static Map<String, Object> object(String base64, String part) throws Malformed {
    try {
      Map<String, Object> object = MAPPER.readValue(decode(base64, part), OBJECT);
      if (object != null) {
        return object;
      }
    } catch (IOException noObject) {
      // said below, without what it says of the content
    }
    throw new Malformed("the token's " + part + " is no JSON object");
  }

  private static byte[] decode(String base64, String part) throws Malformed {
    try {
      if (!base64.isEmpty() && base64.indexOf('=') < 0) {
        return Base64.getUrlDecoder().decode(base64);
      }
    } catch (IllegalArgumentException noBase64) {
      // said below
    }
    throw new Malformed("the token's " + part + " is no base64url");
  }
}
