package dev.drover.herd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Map<String, List<String>> SEED =
      Map.of(
          "Clark", List.of("Jaquez", "Bona"),
          "Campbell", List.of("Bailey", "Bona", "Jaquez"),
          "Bona", List.of("Bailey"));
  private static final List<String> NODES =
      List.of("Bailey", "Bona", "Campbell", "Clark", "Jaquez");
  private static final Kind STRICT = new Kind(SimulatedHerd.KIND, 1000, Kind.Join.STRICT);

  private static SimulatedHerd seed(Kind kind) {
    Map<String, Set<String>> edges = new TreeMap<>();
    for (String node : NODES) {
      edges.put(node, new TreeSet<>(Topology.edges(SEED).neighbours(node, NODES)));
    }
    return new SimulatedHerd(1, kind, edges);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bailey", "Bona", "Campbell", "Clark", "Jaquez"})
  void anUpdateCostsEightMessagesFourOfThemDuplicates(String origin) {
    SimulatedHerd herd = seed(STRICT);
    herd.pass(SECOND);

    herd.tell(origin, "kiwi", 7, "here");
    herd.pass(SECOND);

    assertThat(herd.sent()).isEqualTo(8);
    assertThat(herd.duplicates()).isEqualTo(4);
    for (String node : NODES) {
      assertThat(herd.contents(node)).containsExactly("kiwi=here@7" + origin);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bailey", "Bona", "Campbell", "Clark", "Jaquez"})
  void whatIsOfferedGoesToEachNodeOnce(String origin) {
    SimulatedHerd herd =
        seed(new Kind(SimulatedHerd.KIND, 1000, 1 << 20, Kind.Join.STRICT, Kind.News.OFFERED));
    herd.pass(SECOND);

    herd.tell(origin, "kiwi", 7, "large");
    herd.pass(SECOND);
    herd.tell("Clark", "kiwi", 6, "older");
    herd.pass(SECOND);

    assertThat(herd.handed).isEqualTo(4);
    for (String node : NODES) {
      assertThat(herd.contents(node)).containsExactly("kiwi=large@7" + origin);
    }
  }

  @Test
  void whatIsNotNewerIsNeitherKeptNorPassedOn() {
    SimulatedHerd herd = seed(STRICT);
    herd.tell("Clark", "kiwi", 7, "here");
    herd.pass(SECOND);
    long sent = herd.sent();

    herd.tell("Bona", "kiwi", 6, "before");
    herd.tell("Clark", "kiwi", 7, "here");
    herd.pass(SECOND);

    assertThat(herd.sent()).isEqualTo(sent);
    assertThat(herd.contents("Bailey")).containsExactly("kiwi=here@7Clark");
  }

  @Test
  void ofEqualTimesTheLowerIdWinsEverywhere() {
    SimulatedHerd herd = seed(STRICT);

    herd.tell("Jaquez", "kiwi", 7, "there");
    herd.tell("Bailey", "kiwi", 7, "here");
    herd.pass(SECOND);

    for (String node : NODES) {
      assertThat(herd.contents(node)).containsExactly("kiwi=here@7Bailey");
    }
  }

  @Test
  void aStrictNodeLearnsOnlyWhatIsSaidFromThenOn() {
    SimulatedHerd herd = seed(STRICT);
    herd.tell("Clark", "old", 1, "x");
    herd.pass(SECOND);

    herd.kill("Campbell");
    herd.tell("Jaquez", "missed", 2, "x");
    herd.pass(SECOND);
    herd.start("Campbell");
    herd.pass(30 * SECOND);
    assertThat(herd.contents("Campbell")).isEmpty();

    herd.tell("Bona", "new", 3, "x");
    herd.pass(SECOND);
    assertThat(herd.contents("Campbell")).containsExactly("new=x@3Bona");
  }

  @Test
  void aNodeThatJoinsWithASnapshotKnowsAllWithinOneRoundTrip() {
    SimulatedHerd herd = seed(new Kind(SimulatedHerd.KIND, 10_000, Kind.Join.SNAPSHOT));
    herd.kill("Campbell");
    for (int i = 0; i < 5000; i++) {
      herd.tell("Clark", "k" + i, i, "x");
    }
    herd.pass(SECOND);
    long sent = herd.sent();

    herd.start("Campbell");
    herd.pass(SECOND / 10);

    assertThat(herd.contents("Campbell")).isEqualTo(herd.contents("Clark")).hasSize(5000);
    assertThat(herd.sent()).as("repairs do not flood").isEqualTo(sent);
  }

  @Test
  void bucketsThatAreTooMuchForOneMessageAreComparedInParts() {
    SimulatedHerd herd = seed(new Kind(SimulatedHerd.KIND, 10_000, Kind.Join.SNAPSHOT));
    herd.pass(SECOND);
    herd.cut("Clark", "Bona");
    herd.cut("Clark", "Jaquez");
    for (int i = 0; i < 3000; i++) {
      String key = "k".repeat(2000) + i;
      herd.tell(i % 2 == 0 ? "Clark" : "Bona", key, i, "x");
    }
    herd.pass(2 * SECOND);

    herd.heal();
    herd.pass(12 * SECOND);

    assertThat(herd.contents("Clark")).hasSize(3000).isEqualTo(herd.contents("Bailey"));
  }

  @Test
  void whatAnOldSelfSaysIsDropped() {
    Store store = new Store();
    store.open(STRICT);
    List<Message> sent = new ArrayList<>();
    Member member = new Member("a", 5, store, (peer, message) -> sent.add(message));
    member.linked("b");
    member.received("b", 9, new Message.Hello(0), 0);
    sent.clear();

    member.received("b", 8, update("late"), 0);
    assertThat(store.all(SimulatedHerd.KIND, 0)).isEmpty();
    assertThat(member.tally().outdated.sum()).isEqualTo(1);

    member.received("b", 8, new Message.Hello(0), 0);
    assertThat(sent).containsExactly(new Message.Hello(9));
  }

  @Test
  void aNodeWhoseClockWentBackTakesAGreaterIncarnation() {
    Member member = new Member("a", 5, new Store(), (peer, message) -> {});

    member.received("b", 1, new Message.Hello(70), 0);

    assertThat(member.incarnation()).isEqualTo(71);
  }

  @Test
  void listenersHearOfEachPieceOfNewsOnce() {
    Store store = new Store();
    store.open(STRICT);
    Member member = new Member("a", 5, store, (peer, message) -> {});
    List<Entry> heard = new ArrayList<>();
    member.listen(SimulatedHerd.KIND, heard::add);

    member.received("b", 1, update("x"), 0);
    member.received("c", 1, update("x"), 0);

    assertThat(heard).hasSize(1);
  }

  private static Message update(String value) {
    ByteString bytes = ByteString.copyFromUtf8(value);
    return new Message.Update(
        new Entry(SimulatedHerd.KIND, "k", bytes, new Version(1, "b"), 0, false));
  }
}
