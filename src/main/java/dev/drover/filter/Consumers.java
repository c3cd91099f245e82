package dev.drover.filter;

import dev.drover.config.ConfigReader;
import dev.drover.config.Doc;
import dev.drover.config.InvalidConfig;
import dev.drover.config.Length;
import dev.drover.config.Secret;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those who were given API keys, as a JSON file lists them. It holds the SHA-256 of each key: a key
 * is random, so that its digest tells nothing of it and needs no salt. Immutable.
 */
final class Consumers {
  /** The file. */
  @Doc("Those who were given API keys.")
  record Listed(@Doc("One for each client.") @Length(min = 1) List<Consumer> consumers) {}

  /** One of them. */
  @Doc("One client.")
  record Consumer(
      @Doc("Its name, in logs and for upstreams.") @Length(min = 1, max = 200) String name,
      @Doc("The SHA-256 of its keys, 64 hexadecimal digits each; two while one replaces the other.")
          @Length(min = 1)
          List<Secret> keys,
      @Doc("What it may be.") List<String> roles,
      @Doc("Whatever else is known of it.") Map<String, String> claims) {}

  private record Entry(Digest digest, Admission.Known known) {}

  private final Listed listed;
  private final Map<Long, Entry> byStart = new HashMap<>();

  private Consumers(Listed listed) {
    this.listed = listed;
  }

  /** Reads such a file. */
  static WatchedFile.Reader<Consumers> reader(ClaimFields fields) {
    return text -> read(text, fields);
  }

  private static Consumers read(String json, ClaimFields fields) throws WatchedFile.Unusable {
    Listed listed;
    try {
      listed = ConfigReader.plain(Listed.class, json, "consumers");
    } catch (InvalidConfig invalid) {
      throw new WatchedFile.Unusable(invalid.problems().get(0) + ".");
    }
    Consumers consumers = new Consumers(listed);
    for (Consumer one : listed.consumers()) {
      consumers.add(one, fields);
    }
    return consumers;
  }

  private void add(Consumer one, ClaimFields fields) throws WatchedFile.Unusable {
    Admission.Known known =
        known(one.name(), Set.copyOf(one.roles()), Map.copyOf(one.claims()), fields);
    for (Secret key : one.keys()) {
      Digest digest = digest(key.reveal(), one.name());
      if (byStart.put(digest.a(), new Entry(digest, known)) != null) {
        throw new WatchedFile.Unusable("A key of the consumer " + one.name() + " is there twice.");
      }
    }
  }

  private static Admission.Known known(
      String name, Set<String> roles, Map<String, Object> claims, ClaimFields fields) {
    var identity = Admission.identity("apiKey", name, roles, claims);
    return new Admission.Known(identity, fields.of(identity));
  }

  private static Digest digest(String hex, String name) throws WatchedFile.Unusable {
    try {
      byte[] bytes = HexFormat.of().parseHex(hex);
      if (bytes.length == 32) {
        return Digest.of(bytes);
      }
    } catch (IllegalArgumentException noHex) {
      // said below, without the text, which may be a key
    }
    throw new WatchedFile.Unusable(
        "A key of the consumer " + name + " is no SHA-256: expected 64 hexadecimal digits.");
  }

  /**
   * Who has that key, or null. Its digest is found by its first bytes, which tell nobody anything,
   * and compared in constant time.
   */
  Admission.@Nullable Known of(String key) {
    Digest digest = Digest.sha256(key);
    Entry entry = byStart.get(digest.a());
    return entry != null && entry.digest().same(digest) ? entry.known() : null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Consumers consumers && consumers.listed.equals(listed);
  }

  @Override
  public int hashCode() {
    return listed.hashCode();
  }
}
