package dev.drover.limit;

import static dev.drover.limit.Server.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link RingHash} and {@link Maglev} promise. */
class ConsistentHashTest {
  private static final int KEYS = 20_000;

  static Stream<Named<DoubleFunction<Balancer<Server>>>> balancers() {
    return Stream.of(
        Named.of("ring", bound -> new RingHash<>(RingHash.POINTS, bound)),
        Named.of("maglev", bound -> new Maglev<>(Maglev.SIZE, bound)));
  }

  private static Balancer<Server> balancer(
      DoubleFunction<Balancer<Server>> kind, List<Server> servers) {
    Balancer<Server> balancer = kind.apply(0);
    balancer.use(servers);
    return balancer;
  }

  private static List<String> owners(Balancer<Server> balancer, Predicate<Server> excluded) {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> balancer.pick(KeyHash.of("key-" + i), 0, excluded))
        .map(server -> Objects.requireNonNull(server).name())
        .toList();
  }

  private static Map<String, Integer> count(List<String> owners) {
    Map<String, Integer> counts = new HashMap<>();
    owners.forEach(owner -> counts.merge(owner, 1, Integer::sum));
    return counts;
  }

  private static double moved(List<String> before, List<String> after) {
    long moved = IntStream.range(0, KEYS).filter(i -> !before.get(i).equals(after.get(i))).count();
    return 100.0 * moved / KEYS;
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void aKeyStaysWhereItIsWhateverTheOrderOfTheList(DoubleFunction<Balancer<Server>> kind) {
    List<Server> servers = Server.many(10);
    List<Server> turned = new ArrayList<>(servers.subList(5, 10));
    turned.addAll(servers.subList(0, 5));
    List<String> before = owners(balancer(kind, servers), any -> false);
    assertThat(owners(balancer(kind, servers), any -> false)).isEqualTo(before);
    assertThat(moved(before, owners(balancer(kind, turned), any -> false))).isLessThan(5);
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void oneOfTenThatGoesMovesATenthOfTheKeys(DoubleFunction<Balancer<Server>> kind) {
    List<Server> servers = Server.many(10);
    List<String> before = owners(balancer(kind, servers), any -> false);
    List<String> after = owners(balancer(kind, servers.subList(0, 9)), any -> false);
    assertThat(moved(before, after)).isBetween(5.0, 15.0);
    assertThat(after).doesNotContain("s9");
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void oneThatIsExcludedMovesOnlyItsOwnKeys(DoubleFunction<Balancer<Server>> kind) {
    List<Server> servers = Server.many(10);
    Balancer<Server> balancer = balancer(kind, servers);
    List<String> before = owners(balancer, any -> false);
    List<String> after = owners(balancer, servers.get(9)::equals);
    int own = Objects.requireNonNull(count(before).get("s9"));
    assertThat(moved(before, after)).isEqualTo(100.0 * own / KEYS);
    assertThat(count(after)).hasSize(9);
    assertThat(balancer.pick(1, 0, any -> true)).isNull();
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void sharesAreTheWeights(DoubleFunction<Balancer<Server>> kind) {
    Balancer<Server> balancer =
        balancer(kind, List.of(Server.of("a", 3), Server.of("b", 1), Server.of("c", 1)));
    Map<String, Integer> counts = count(owners(balancer, any -> false));
    assertThat(counts.get("a")).isBetween(KEYS * 3 / 5 * 85 / 100, KEYS * 3 / 5 * 115 / 100);
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void nobodyGetsMoreThanTheBoundAllows(DoubleFunction<Balancer<Server>> kind) {
    List<Server> servers = Server.many(4);
    Balancer<Server> balancer = kind.apply(1.25);
    balancer.use(servers);
    long key = KeyHash.of("popular");
    List<Integer> inFlight = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Objects.requireNonNull(balancer.pick(key, 0, NONE)).load().begin(0);
    }
    servers.forEach(server -> inFlight.add(server.load().inFlight()));
    inFlight.sort(null);
    assertThat(inFlight).containsExactly(6, 31, 31, 32); // at most ceil(1.25 x 100 / 4)
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void aFullServerIsBetterThanNone(DoubleFunction<Balancer<Server>> kind) {
    List<Server> servers = List.of(Server.of("full").busy(50), Server.of("idle"));
    Balancer<Server> balancer = kind.apply(1);
    balancer.use(servers);
    assertThat(balancer.pick(1, 0, NONE)).isSameAs(servers.get(1));
    assertThat(balancer.pick(1, 0, servers.get(1)::equals)).isSameAs(servers.get(0));
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void withoutServersThereIsNoPick(DoubleFunction<Balancer<Server>> kind) {
    Balancer<Server> balancer = kind.apply(0);
    assertThat(balancer.pick(1, 0, NONE)).isNull();
    balancer.use(Server.many(1));
    assertThat(balancer.pick(-1, 0, NONE)).isNotNull();
    balancer.use(List.of());
    assertThat(balancer.pick(1, 0, NONE)).isNull();
  }

  @Test
  void theTableOfMaglevIsEven() {
    Balancer<Server> balancer = new Maglev<>(101, 0);
    balancer.use(Server.many(10));
    Map<String, Integer> slots = new HashMap<>();
    for (int i = 0; i < 101; i++) {
      slots.merge(Objects.requireNonNull(balancer.pick(i, 0, NONE)).name(), 1, Integer::sum);
    }
    assertThat(slots.values()).containsOnly(10, 11);
    assertThat(slots.values().stream().filter(count -> count == 11)).hasSize(1);
  }

  @Test
  void heavyServersDoNotMakeAnEndlessRing() {
    Balancer<Server> balancer = new RingHash<>(160, 0);
    balancer.use(List.of(Server.of("a", 1e9), Server.of("b", 1)));
    assertThat(balancer.pick(5, 0, NONE)).isNotNull();
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> new Maglev<>(100, 0)).hasMessageContaining("prime, not 100");
    assertThatThrownBy(() -> new RingHash<>(0, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new RingHash<>(1, 0.9)).hasMessageContaining("not 0.9");
  }
}
