package dev.drover.herd.places;

import dev.drover.config.HerdPlacesConfig;
import dev.drover.status.GrpcCode;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What is near a position, asked of a Places API. Answers serve for their neighbourhood for a
 * while, and questions about one neighbourhood that come together are asked once. Other nodes are
 * told nothing of them. Confined to the herd's event loop.
 */
public final class Places {
  private static final BigDecimal METRES = BigDecimal.valueOf(1000);

  private record Neighbourhood(BigDecimal latitude, BigDecimal longitude, BigDecimal metres) {}

  private record Known(Future<String> answer, long end) {}

  private final HerdPlacesConfig config;
  private final PlacesForm form;
  private final Fetch fetch;
  private final LongSupplier clock;
  private final Map<Neighbourhood, Known> known = new LinkedHashMap<>();
  private final LongAdder asked = new LongAdder();
  private int underWay;

  /**
   * @param clock monotonic nanoseconds
   */
  public Places(HerdPlacesConfig config, Fetch fetch, LongSupplier clock) {
    this.config = config;
    this.form = PlacesForm.of(config);
    this.fetch = fetch;
    this.clock = clock;
  }

  /** How many questions the API was asked. */
  public long asked() {
    return asked.sum();
  }

  /**
   * What is near.
   *
   * @param bound how many places at most
   * @return the API's answer as JSON, byte for byte but for the places that are too many; or {@link
   *     PlacesRefused}
   */
  public Future<String> near(Position position, BigDecimal radiusKm, int bound) {
    BigDecimal metres = plain(radiusKm.multiply(METRES).stripTrailingZeros());
    return answer(position, metres).map(text -> PlacesText.bounded(text, form.list(), bound));
  }

  private Future<String> answer(Position position, BigDecimal metres) {
    if (config.cache().isZero()) {
      return ask(position, metres);
    }
    long now = clock.getAsLong();
    Neighbourhood here =
        new Neighbourhood(cell(position.latitude()), cell(position.longitude()), metres);
    Known found = known.get(here);
    if (found != null && found.end() - now > 0) {
      return found.answer();
    }
    known.remove(here);
    makeRoom();
    Future<String> answer = ask(position, metres);
    Known kept = new Known(answer, now + config.cache().toNanos());
    known.put(here, kept);
    answer.onFailure(refused -> known.remove(here, kept));
    return answer;
  }

  /** Without an exponent, which not every reader of JSON likes. */
  private static BigDecimal plain(BigDecimal number) {
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  private BigDecimal cell(BigDecimal degrees) {
    return degrees.setScale(config.cacheDecimals(), RoundingMode.HALF_EVEN);
  }

  /** The oldest answer goes. */
  private void makeRoom() {
    if (known.size() >= config.cacheEntries()) {
      Iterator<Neighbourhood> oldest = known.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private Future<String> ask(Position position, BigDecimal metres) {
    if (underWay >= config.cacheEntries()) {
      return Future.failedFuture(
          new PlacesRefused(
              GrpcCode.RESOURCE_EXHAUSTED, "Too many questions to the Places API are under way."));
    }
    underWay++;
    Fetch.Question question = form.question(config, position, metres);
    return once(question)
        .recover(refused -> again(refused) ? once(question) : Future.failedFuture(refused))
        .onComplete(done -> underWay--);
  }

  private static boolean again(Throwable refused) {
    return refused instanceof PlacesRefused why && why.code() == GrpcCode.UNAVAILABLE;
  }

  private Future<String> once(Fetch.Question question) {
    asked.increment();
    return fetch
        .fetch(question)
        .recover(
            lost ->
                Future.failedFuture(
                    new PlacesRefused(
                        GrpcCode.UNAVAILABLE, "The Places API cannot be reached at the moment.")))
        .map(form::read);
  }
}
