package dev.drover.herd.places;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.config.HerdPlacesConfig;
import dev.drover.config.Secret;
import dev.drover.status.GrpcCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The two forms of Google's Places API: how a question is put, and what an answer means. */
enum PlacesForm {
  /** Nearby Search (legacy): the status is in the content, and HTTP's is 200 even on failure. */
  LEGACY("results") {
    @Override
    Fetch.Question question(HerdPlacesConfig config, Position position, BigDecimal metres) {
      String target =
          "/maps/api/place/nearbysearch/json?location="
              + position.latitude().toPlainString()
              + ","
              + position.longitude().toPlainString()
              + "&radius="
              + metres.toPlainString()
              + config
                  .key()
                  .map(key -> "&key=" + URLEncoder.encode(key.reveal(), StandardCharsets.UTF_8))
                  .orElse("");
      return new Fetch.Question(
          HttpMethod.GET, target, Map.of(), Buffer.buffer(), config.timeout());
    }

    @Override
    GrpcCode code(int status, JsonNode content) {
      if (status != 200) {
        return GrpcCode.fromHttpStatus(status);
      }
      return switch (content.path("status").asText()) {
        case "OK", "ZERO_RESULTS" -> GrpcCode.OK;
        case "INVALID_REQUEST" -> GrpcCode.INVALID_ARGUMENT;
        case "OVER_QUERY_LIMIT" -> GrpcCode.RESOURCE_EXHAUSTED;
        case "REQUEST_DENIED" -> GrpcCode.PERMISSION_DENIED;
        default -> GrpcCode.UNAVAILABLE;
      };
    }
  },
  /** Nearby Search (New): a field mask is mandatory, and HTTP's status is that of the answer. */
  NEW("places") {
    @Override
    Fetch.Question question(HerdPlacesConfig config, Position position, BigDecimal metres) {
      ObjectNode asked = JSON.createObjectNode().put("maxResultCount", Command.MOST_PLACES);
      ObjectNode circle = asked.putObject("locationRestriction").putObject("circle");
      circle
          .putObject("center")
          .put("latitude", position.latitude())
          .put("longitude", position.longitude());
      circle.put("radius", metres);
      Map<String, String> headers =
          Map.of(
              "content-type",
              "application/json",
              "x-goog-fieldmask",
              config.fields(),
              "x-goog-api-key",
              config.key().map(Secret::reveal).orElse(""));
      return new Fetch.Question(
          HttpMethod.POST,
          "/v1/places:searchNearby",
          headers,
          Buffer.buffer(asked.toString()),
          config.timeout());
    }

    @Override
    GrpcCode code(int status, JsonNode content) {
      return switch (status) {
        case 200 -> GrpcCode.OK;
        case 400 -> GrpcCode.INVALID_ARGUMENT;
        case 401, 403 -> GrpcCode.PERMISSION_DENIED;
        case 429 -> GrpcCode.RESOURCE_EXHAUSTED;
        default -> GrpcCode.UNAVAILABLE;
      };
    }
  };

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String list;

  PlacesForm(String list) {
    this.list = list;
  }

  static PlacesForm of(HerdPlacesConfig config) {
    return switch (config.form()) {
      case LEGACY -> LEGACY;
      case NEW -> NEW;
    };
  }

  /** The key of the list of places in an answer. */
  String list() {
    return list;
  }

  abstract Fetch.Question question(HerdPlacesConfig config, Position position, BigDecimal metres);

  abstract GrpcCode code(int status, JsonNode content);

  /**
   * The text of an answer.
   *
   * @throws PlacesRefused when it is no answer to the question
   */
  String read(Fetch.Answer answer) {
    String text = answer.body().toString(StandardCharsets.UTF_8);
    JsonNode content;
    try {
      content = JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      content = JSON.missingNode();
    }
    GrpcCode code = code(answer.status(), content);
    if (code != GrpcCode.OK) {
      throw new PlacesRefused(code, "The Places API did not answer the question: " + code + ".");
    }
    if (!content.isObject()) {
      throw new PlacesRefused(GrpcCode.UNAVAILABLE, "The Places API did not answer with JSON.");
    }
    return text;
  }
}
