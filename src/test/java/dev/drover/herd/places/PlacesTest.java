package dev.drover.herd.places;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.HerdPlacesConfig;
import dev.drover.config.Secret;
import dev.drover.config.Size;
import dev.drover.status.GrpcCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
  private static final Position HERE = Position.parse("+34.068930-118.445127").orElseThrow();
  private static final String THREE =
      "{\n   \"a\" : 1,\n\n   \"results\" : [\n      {\"n\" : [1, {}]},\n      {\"n\" : 2},\n"
          + "      {\"n\" : 3}\n   ],\n   \"status\" : \"OK\"\n}\n\n";

  private final List<Fetch.Question> questions = new ArrayList<>();
  private final List<Promise<Fetch.Answer>> answers = new ArrayList<>();
  private long now;

  private Places places(HerdPlacesConfig.Form form, String cache) {
    HerdPlacesConfig config =
        new HerdPlacesConfig(
            "places",
            form,
            Optional.of(Secret.of("a key")),
            "places.id",
            Duration.ofSeconds(5),
            Duration.parse(cache),
            2,
            4,
            Size.parse("1MiB"));
    return new Places(
        config,
        question -> {
          questions.add(question);
          Promise<Fetch.Answer> answer = Promise.promise();
          answers.add(answer);
          return answer.future();
        },
        () -> now);
  }

  private void answer(int number, int status, String text) {
    answers.get(number).complete(new Fetch.Answer(status, Buffer.buffer(text)));
  }

  @Test
  void tenKilometresAreTenThousandMetres() {
    places(HerdPlacesConfig.Form.LEGACY, "PT1M").near(HERE, BigDecimal.TEN, 5);
    assertThat(questions.get(0).target())
        .isEqualTo(
            "/maps/api/place/nearbysearch/json?location=34.068930,-118.445127&radius=10000"
                + "&key=a+key");
  }

  @Test
  void theNewFormHasItsKeyAndFieldsInHeaders() {
    places(HerdPlacesConfig.Form.NEW, "PT1M").near(HERE, new BigDecimal("0.5"), 5);
    assertThat(questions.get(0).target()).isEqualTo("/v1/places:searchNearby");
    assertThat(questions.get(0).headers())
        .containsEntry("x-goog-api-key", "a key")
        .containsEntry("x-goog-fieldmask", "places.id");
    assertThat(questions.get(0).body().toString())
        .isEqualTo(
            "{\"maxResultCount\":20,\"locationRestriction\":{\"circle\":{\"center\":{\"latitude\":"
                + "34.068930,\"longitude\":-118.445127},\"radius\":500}}}");
  }

  @Test
  void questionsAboutOneNeighbourhoodAreAskedOnceUntilTheAnswerIsOld() {
    Places places = places(HerdPlacesConfig.Form.LEGACY, "PT1M");
    Future<String> first = places.near(HERE, BigDecimal.TEN, 1);
    Future<String> second =
        places.near(Position.parse("+34.06894-118.44514").orElseThrow(), BigDecimal.TEN, 2);
    answer(0, 200, THREE);
    assertThat(first.result()).contains("\"n\" : [1").doesNotContain("\"n\" : 2");
    assertThat(second.result()).contains("\"n\" : 2").doesNotContain("\"n\" : 3");

    now += Duration.ofSeconds(61).toNanos();
    places.near(HERE, BigDecimal.TEN, 1);
    assertThat(places.asked()).isEqualTo(2);
    places.near(HERE, BigDecimal.ONE, 1);
    assertThat(places.asked()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, OK",
    "ZERO_RESULTS, OK",
    "INVALID_REQUEST, INVALID_ARGUMENT",
    "OVER_QUERY_LIMIT, RESOURCE_EXHAUSTED",
    "REQUEST_DENIED, PERMISSION_DENIED"
  })
  void theStatusInAnAnswerOfTheLegacyFormCounts(String status, GrpcCode code) {
    Future<String> near =
        places(HerdPlacesConfig.Form.LEGACY, "PT0S").near(HERE, BigDecimal.TEN, 1);
    answer(0, 200, "{\"status\": \"" + status + "\", \"results\": []}");
    assertThat(near.isComplete()).isTrue();
    assertThat(near.failed() ? ((PlacesRefused) near.cause()).code() : GrpcCode.OK).isEqualTo(code);
  }

  @Test
  void anUnknownErrorIsAskedOnceMoreAndAFailureIsNotKept() {
    Places places = places(HerdPlacesConfig.Form.LEGACY, "PT1M");
    Future<String> near = places.near(HERE, BigDecimal.TEN, 1);
    answer(0, 200, "{\"status\": \"UNKNOWN_ERROR\"}");
    assertThat(questions).hasSize(2);
    answers.get(1).fail("lost");
    assertThat(((PlacesRefused) near.cause()).code()).isEqualTo(GrpcCode.UNAVAILABLE);
    assertThat(near.cause()).hasMessageNotContaining("key");
    places.near(HERE, BigDecimal.TEN, 1);
    assertThat(questions).hasSize(3);
  }

  @Test
  void asManyQuestionsAsTheCacheHasPlacesAreUnderWayAtMost() {
    Places places = places(HerdPlacesConfig.Form.LEGACY, "PT0S");
    places.near(HERE, BigDecimal.TEN, 1);
    places.near(HERE, BigDecimal.TEN, 1);
    assertThat(places.near(HERE, BigDecimal.TEN, 1).failed()).isTrue();
    answer(0, 200, THREE);
    assertThat(places.near(HERE, BigDecimal.TEN, 1).failed()).isFalse();
  }

  @Test
  void onlyTheItemsThatAreTooManyGo() {
    assertThat(PlacesText.bounded(THREE, "results", 3)).isEqualTo(THREE);
    assertThat(PlacesText.bounded(THREE, "results", 1))
        .isEqualTo(
            "{\n   \"a\" : 1,\n\n   \"results\" : [\n      {\"n\" : [1, {}]}\n   ],\n"
                + "   \"status\" : \"OK\"\n}\n\n")
        .isEqualTo(PlacesText.bounded(PlacesText.bounded(THREE, "results", 2), "results", 1));
    assertThat(PlacesText.bounded("{}", "results", 1)).isEqualTo("{}");
  }

  @Test
  void runsOfNewlinesAreOneAndThereIsNoneAtTheEnd() {
    assertThat(PlacesText.lined("{\n\n\n  1\n}\n\n")).isEqualTo("{\n  1\n}");
    assertThat(PlacesText.lined("{}")).isEqualTo("{}");
  }
}
