package dev.drover.herd.places;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point on Earth in decimal degrees (ISO 6709), with the text it was written as.
 *
 * @param text such as {@code +34.068930-118.445127}
 * @param latitude from -90 to 90
 * @param longitude from -180 to 180
 */
public record Position(String text, BigDecimal latitude, BigDecimal longitude) {
  private static final String DEGREES = "[+-][0-9]{1,3}(?:\\.[0-9]{1,20})?";
  private static final Pattern FORM = Pattern.compile("(" + DEGREES + ")(" + DEGREES + ")");
  private static final BigDecimal MOST_LATITUDE = BigDecimal.valueOf(90);
  private static final BigDecimal MOST_LONGITUDE = BigDecimal.valueOf(180);

  /** What a text says; empty when it is no position. */
  public static Optional<Position> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    BigDecimal latitude = new BigDecimal(form.group(1));
    BigDecimal longitude = new BigDecimal(form.group(2));
    return latitude.abs().compareTo(MOST_LATITUDE) <= 0
            && longitude.abs().compareTo(MOST_LONGITUDE) <= 0
        ? Optional.of(new Position(text, latitude, longitude))
        : Optional.empty();
  }
}
