package dev.drover.herd;

import dev.drover.config.HerdConfig;
import dev.drover.herd.link.Link;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node knows of its herd and of itself, for people.
 *
 * @param members the ids of all members that are known, this node among them
 * @param connections how many there are to its listener of lines
 * @param placesAsked how many questions a Places API was asked
 * @param shared what nodes tell each other of load, failures and answers
 */
public record HerdState(
    String node,
    long incarnation,
    String topology,
    List<String> members,
    List<Peer> links,
    List<Store.Fill> entries,
    Counts counts,
    int connections,
    long placesAsked,
    Shared shared) {
  /**
   * A link.
   *
   * @param incarnation of the peer, 0 when it has never been heard
   * @param silentMs how long it has not been heard; -1 when it never was
   */
  public record Peer(
      String id,
      long incarnation,
      String address,
      boolean up,
      long sent,
      long received,
      long dropped,
      int waiting,
      long silentMs) {}

  /** What nodes tell each other of load, failures and answers; some of it where it is much. */
  public record Shared(
      List<Ejection> ejections, List<Quota> quotas, List<Pause> pauses, Answers answers) {
    static final Shared NOTHING = new Shared(List.of(), List.of(), List.of(), new Answers(0, 0, 0));

    public Shared {
      ejections = List.copyOf(ejections);
      quotas = List.copyOf(quotas);
      pauses = List.copyOf(pauses);
    }
  }

  /**
   * An endpoint that some nodes leave alone.
   *
   * @param witnesses the ids of those that have seen it fail
   * @param out whether they are enough
   * @param leftMs for how long this node leaves it alone for that
   */
  public record Ejection(
      String upstream, String endpoint, List<String> witnesses, boolean out, long leftMs) {}

  /**
   * Limits that are divided.
   *
   * @param nodes how many have a part
   * @param pool how much of the limits these have together, from 0 to 1
   * @param keys how many keys this node has told the demand of
   */
  public record Quota(String about, int nodes, double pool, int keys) {}

  /**
   * A key that an upstream has said not to be asked for.
   *
   * @param key its hash
   */
  public record Pause(String upstream, String key, long leftMs) {}

  /**
   * How many answers of caches were given to others, and came from them.
   *
   * @param dropped how many were not told, since there was too much to tell
   */
  public record Answers(long sent, long received, long dropped) {}

  /** The sums of a {@link Tally}. */
  public record Counts(
      long told,
      long updatesSent,
      long updatesReceived,
      long first,
      long duplicates,
      long repaired,
      long refused,
      long outdated) {
    static Counts of(Tally tally) {
      return new Counts(
          tally.told.sum(),
          tally.sent.sum(),
          tally.received.sum(),
          tally.first.sum(),
          tally.duplicates.sum(),
          tally.repaired.sum(),
          tally.refused.sum(),
          tally.outdated.sum());
    }
  }

  static HerdState of(
      Member member,
      HerdConfig config,
      List<Link.State> links,
      Set<String> members,
      int connections,
      long asked,
      Shared shared) {
    TreeSet<String> all = new TreeSet<>(members);
    all.add(member.id());
    return new HerdState(
        member.id(),
        member.incarnation(),
        config.topology().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        List.copyOf(all),
        links.stream().map(link -> peer(member, link)).toList(),
        member.store().fills(),
        Counts.of(member.tally()),
        connections,
        asked,
        shared);
  }

  private static Peer peer(Member member, Link.State link) {
    return new Peer(
        link.peer(),
        member.known(link.peer()),
        link.address(),
        link.up(),
        link.sent(),
        link.received(),
        link.dropped(),
        link.waiting(),
        link.silentMillis());
  }
}
