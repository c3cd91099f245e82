package dev.drover.filter.jwt;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tokens are taken, and what is made of them. */
@Doc("Knows clients by JSON Web Tokens (RFC 7519).")
public record JwtConfig(
    @Doc("Those whose tokens are taken.") @Length(min = 1, max = 20) List<Issuer> issuers,
    @Doc(
            "The header field (gRPC: metadata) with the token, after \"Bearer\" in authorization;"
                + " empty for none.")
        @Default("authorization")
        String header,
    @Doc("A cookie with the token.") @Length(min = 1) Optional<String> cookie,
    @Doc("A query parameter with the token; it ends up in histories and logs of others.")
        @Length(min = 1)
        Optional<String> query,
    @Doc("By how much the clocks of issuers may differ from ours.")
        @Default("30s")
        @Range(min = "0s", max = "10m")
        Duration skew,
    @Doc("Claims that a token must have.") @Default("[\"exp\"]") List<String> required,
    @Doc("The claim that is the client's name.") @Default("sub") String subject,
    @Doc(
            "The claim that holds roles: a list, or words with spaces between. A path of members has"
                + " dots, such as \"realm_access.roles\".")
        @Default("roles")
        String roles,
    @Doc("Header fields that tell the upstream of a claim, such as \"x-user\": \"sub\".")
        Map<String, String> forward,
    @Doc("Whether the token goes upstream, too.") @Default("true") boolean keep,
    @Doc("Whether a request without a token goes on, without an identity.") @Default("false")
        boolean optional,
    @Doc("What the client is told that the token is for.")
        @Default("drover")
        @Pattern(value = "[ !#-\\[\\]-~]{1,100}", expected = "visible ASCII without quotes")
        String realm,
    @Doc("How many verified tokens are remembered; 0 for none.")
        @Default("10000")
        @Range(min = "0", max = "10000000")
        int remember,
    @Doc("How long a token may be.") @Default("8KiB") @Range(min = "1KiB", max = "1MiB")
        Size tokenBytes) {

  /** One issuer of tokens. */
  @Doc("One issuer of tokens, and its keys.")
  public record Issuer(
      @Doc("What its tokens have as \"iss\"; needed when there is more than one.") @Length(min = 1)
          Optional<String> issuer,
      @Doc("The file with its keys: a JSON Web Key Set, or public keys and certificates in PEM.")
          @Length(min = 1)
          Optional<String> keys,
      @Doc("Where its keys are published, instead of a file.") Optional<Jwks> jwks,
      @Doc("Whom its tokens are for: \"aud\" must have one of these; not looked at when empty.")
          List<String> audiences,
      @Doc("The algorithms that are taken. HS256, HS384 and HS512 need a secret key in the file.")
          @Default(
              "[\"RS256\", \"RS384\", \"RS512\", \"PS256\", \"PS384\", \"PS512\", \"ES256\","
                  + " \"ES384\", \"ES512\", \"EdDSA\"]")
          @Length(min = 1)
          @Pattern(
              value = "(RS|PS|ES|HS)(256|384|512)|EdDSA",
              expected = "an algorithm of RFC 7518 such as \"RS256\"")
          List<String> algorithms,
      @Doc("How often the file is looked at for a change; 0s for never.")
          @Default("5s")
          @Range(min = "0s", max = "1d")
          Duration reload) {
    public Issuer {
      if (keys.isPresent() == jwks.isPresent()) {
        throw new IllegalArgumentException("expected either \"keys\" or \"jwks\"");
      }
    }
  }

  /** Keys that are published. */
  @Doc("Keys that are published as a JSON Web Key Set.")
  @Shorthand("url")
  public record Jwks(
      @Doc("The address.") @Length(min = 1) String url,
      @Doc("How often they are fetched.") @Default("5m") @Range(min = "1s", max = "1d")
          Duration every,
      @Doc(
              "The least time between two fetches: a token with an unknown key asks for new ones, but"
                  + " not more often than that.")
          @Default("5s")
          @Range(min = "100ms", max = "1h")
          Duration pause,
      @Doc("How long a fetch may take.") @Default("3s") @Range(min = "10ms", max = "1m")
          Duration timeout,
      @Doc("The PEM file with the authorities that are trusted; those of Java when absent.")
          @Length(min = 1)
          Optional<String> ca) {
    public Jwks {
      try {
        URI parsed = URI.create(url);
        boolean http = "https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme());
        if (!http || parsed.getHost() == null || parsed.getUserInfo() != null) {
          throw new IllegalArgumentException("no address");
        }
      } catch (IllegalArgumentException noAddress) {
        throw new IllegalArgumentException(
            "expected an http or https address without a password as \"url\"", noAddress);
      }
    }
  }

  public JwtConfig {
    if (header.isEmpty() && cookie.isEmpty() && query.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a \"header\", a \"cookie\" or a \"query\" with the token");
    }
    if (issuers.size() > 1 && issuers.stream().anyMatch(one -> one.issuer().isEmpty())) {
      throw new IllegalArgumentException(
          "expected an \"issuer\" in each of \"issuers\", since there is more than one");
    }
    long names = issuers.stream().map(Issuer::issuer).distinct().count();
    if (names < issuers.size()) {
      throw new IllegalArgumentException("two of \"issuers\" have the same \"issuer\"");
    }
  }
}
