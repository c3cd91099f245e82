package dev.drover.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A node's place in a herd: who it is, who its neighbours are, what it keeps. */
@Doc("This node's place in a herd: who it is, who its neighbours are, what it keeps.")
public record HerdConfig(
    @Doc("The id of this node, different from that of any other.")
        @dev.drover.config.Pattern(
            value = HerdConfig.ID,
            expected = "an id of at most 64 letters, digits, dots, dashes and underscores")
        String node,
    @Doc(
            "What links go over: lines of text over TCP, which any server of the line protocol"
                + " understands, to the members listed here; or the event bus of a Vert.x cluster,"
                + " whose members find each other.")
        @Default("bus")
        Links links,
    @Doc("The nodes by their ids, and where they listen for lines; only when links are lines.")
        Map<String, HerdMemberConfig> members,
    @Doc(
            "How many nodes there are, for those that share limits: one that starts and finds less than"
                + " half of them takes no more than its fair part, for 600 intervals. When absent,"
                + " as many as there are members; unknown when links are the event bus.")
        @Range(min = "1", max = "1000")
        Optional<Integer> nodes,
    @Doc("Which nodes have links.") @Default("full-mesh") Shape topology,
    @Doc("How many links more than a ring each node of a random topology draws.")
        @Default("2")
        @Range(min = "0", max = "32")
        int randomLinks,
    @Doc("The links of an explicit topology: to which nodes each has one, in both directions.")
        Map<String, List<String>> edges,
    @Doc("How often a node says that it is there; after three that are missing, a link is down.")
        @Default("1s")
        @Range(min = "10ms", max = "1m")
        Duration beat,
    @Doc("How often neighbours compare what they have.")
        @Default("5s")
        @Range(min = "10ms", max = "1h")
        Duration compare,
    @Doc("How soon a lost connection is tried again; each time longer, up to 60 times that.")
        @Default("1s")
        @Range(min = "10ms", max = "1m")
        Duration reconnect,
    @Doc("How many messages may wait for one neighbour; more are dropped, and made up for later.")
        @Default("4096")
        @Range(min = "16", max = "1000000")
        int queue,
    @Doc(
            "What all nodes of the herd know and nobody else: what they say over lines is proved by it."
                + " Best from the environment or a file: \"${file:/run/secrets/herd}\".")
        Optional<Secret> secret,
    @Doc("The listener of the line protocol: IAMAT, WHATSAT and AT.")
        Optional<HerdLinesConfig> lines,
    @Doc("The locations of clients.") HerdLocationsConfig locations,
    @Doc("Where WHATSAT learns what is near a location.") Optional<HerdPlacesConfig> places)
    implements Checked {
  /** What an id looks like. */
  public static final String ID = "[A-Za-z0-9._-]{1,64}";

  private static final int SHORTEST_SECRET = 16;
  private static final Pattern IDS = Pattern.compile(ID);

  /** What links go over. */
  public enum Links {
    BUS,
    LINES
  }

  /** Which nodes have links. */
  public enum Shape {
    FULL_MESH,
    RING,
    RANDOM,
    EDGES
  }

  @Override
  public void check(Problems problems) {
    if (links == Links.LINES && !members.containsKey(node)) {
      problems
          .at("members")
          .add("expected all nodes of the herd, this one, " + Words.quoted(node) + ", among them");
    }
    if (links == Links.LINES && lines.isEmpty()) {
      problems.add("expected \"lines\", since neighbours connect there when links are lines");
    }
    if (secret.isPresent()
        && (links == Links.BUS || secret.get().reveal().length() < SHORTEST_SECRET)) {
      problems
          .at("secret")
          .add(
              "expected at least "
                  + SHORTEST_SECRET
                  + " characters, and it only when \"links\" is \"lines\"");
    }
    if (links == Links.BUS && !members.isEmpty()) {
      problems.at("members").add("expected it only when \"links\" is \"lines\"");
    }
    if ((topology == Shape.EDGES) == edges.isEmpty()) {
      problems.at("edges").add("expected it when \"topology\" is \"edges\", and only then");
    }
    members.keySet().stream()
        .filter(id -> !IDS.matcher(id).matches())
        .forEach(id -> problems.at("members").at(id).add("expected an id such as \"node-1\""));
    edges.forEach(
        (from, list) ->
            list.stream()
                .filter(to -> to.equals(from) || (links == Links.LINES && !members.containsKey(to)))
                .forEach(
                    to ->
                        problems
                            .at("edges")
                            .at(from)
                            .add("expected other members, found " + Words.quoted(to))));
  }
}
