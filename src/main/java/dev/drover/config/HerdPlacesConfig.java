package dev.drover.config;

import java.time.Duration;
import java.util.Optional;

/** The Places API that is asked what is near a location. */
@Doc("The Places API that is asked what is near a location.")
public record HerdPlacesConfig(
    @Doc("The upstream, which speaks HTTP.") @Ref("upstreams") String upstream,
    @Doc("Which of Google's two forms it speaks: the Nearby Search of the legacy API, or the new.")
        @Default("legacy")
        Form form,
    @Doc("The key of the API; best from the environment: \"${env:PLACES_KEY}\".")
        Optional<Secret> key,
    @Doc("The fields that are asked for; only the new form knows them.")
        @Default(
            "places.id,places.displayName,places.location,places.types,places.formattedAddress")
        @Length(min = 1)
        String fields,
    @Doc("How long an answer may take.") @Default("5s") @Range(min = "10ms", max = "1m")
        Duration timeout,
    @Doc("How long an answer serves for its neighbourhood; with 0s every question is asked.")
        @Default("10m")
        @Range(min = "0s", max = "1d")
        Duration cache,
    @Doc("How many answers are kept, and how many questions are under way, at most.")
        @Default("1000")
        @Range(min = "1", max = "1000000")
        int cacheEntries,
    @Doc("How many decimals of a degree tell neighbourhoods apart: 4 are 11 metres.")
        @Default("4")
        @Range(min = "0", max = "7")
        int cacheDecimals,
    @Doc("How large an answer may be.") @Default("1MiB") @Range(min = "1KiB", max = "64MiB")
        Size answerBytes) {
  /** Which form of the API. */
  public enum Form {
    LEGACY,
    NEW
  }
}
