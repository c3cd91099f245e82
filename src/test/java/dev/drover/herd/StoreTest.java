package dev.drover.herd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.drover.herd.Store.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final Kind THREE = new Kind("k", 3, Kind.Join.SNAPSHOT);
  private final Store store = new Store();

  StoreTest() {
    store.open(THREE);
  }

  private static Entry entry(String key, long nanos, String origin, String value, long ttl) {
    return new Entry(
        "k", key, ByteString.copyFromUtf8(value), new Version(nanos, origin), ttl, false);
  }

  private List<String> keys(long now) {
    return store.all("k", now).stream().map(Entry::key).toList();
  }

  @Test
  void aNanosecondMakesItNewer() {
    long time = 1_621_464_827_959_498_503L;
    assertThat(store.offer(entry("a", time, "n", "1", 0), 0)).isEqualTo(Verdict.ACCEPTED);
    assertThat(store.offer(entry("a", time, "n", "1", 0), 0)).isEqualTo(Verdict.KNOWN);
    assertThat(store.offer(entry("a", time - 1, "n", "2", 0), 0)).isEqualTo(Verdict.STALE);
    assertThat(store.offer(entry("a", time + 1, "n", "3", 0), 0)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void ofOneVersionWithTwoValuesTheGreaterWinsInAnyOrder() {
    store.offer(entry("a", 1, "n", "x", 0), 0);
    assertThat(store.offer(entry("a", 1, "n", "y", 0), 0)).isEqualTo(Verdict.ACCEPTED);
    assertThat(store.offer(entry("a", 1, "n", "x", 0), 0)).isEqualTo(Verdict.STALE);
  }

  @Test
  void theOldestVersionGoesWhenAKindIsFullAndIsCounted() {
    store.offer(entry("a", 5, "n", "", 0), 0);
    store.offer(entry("b", 3, "n", "", 0), 0);
    store.offer(entry("c", 4, "n", "", 0), 0);
    assertThat(store.offer(entry("d", 2, "n", "", 0), 0)).isEqualTo(Verdict.REFUSED);
    assertThat(store.offer(entry("d", 6, "n", "", 0), 0)).isEqualTo(Verdict.ACCEPTED);
    assertThat(keys(0)).containsExactly("c", "a", "d");
    assertThat(store.fills()).containsExactly(new Store.Fill("k", 3, 3, 1));
  }

  @Test
  void lifeIsCountedFromWhenAnEntryComesAndHandedOnAsWhatIsLeft() {
    store.offer(entry("a", 1, "n", "", 100), 1000);
    assertThat(store.get("k", "a", 1030).orElseThrow().ttl()).isEqualTo(70);
    assertThat(store.get("k", "a", 1100)).isEmpty();
    long[] empty = new Store().sums();
    store.expire(1100);
    assertThat(store.sums()).isEqualTo(empty);
    assertThat(store.fills().get(0).entries()).isZero();
  }

  @Test
  void aTombstoneHidesWhatIsOlderAndIsCompared() {
    store.offer(entry("a", 1, "n", "x", 0), 0);
    Entry gone = new Entry("k", "a", ByteString.EMPTY, new Version(2, "n"), 50, true);
    store.offer(gone, 0);
    assertThat(store.get("k", "a", 0)).isEmpty();
    assertThat(store.held("k", "a", 0)).contains(gone);
    assertThat(store.offer(entry("a", 1, "n", "x", 0), 0)).isEqualTo(Verdict.STALE);
  }

  @Test
  void sumsAreEqualWhateverTheOrderWasAndDifferForAnyDifference() {
    Store other = new Store();
    other.open(THREE);
    store.offer(entry("a", 1, "n", "x", 0), 0);
    store.offer(entry("b", 2, "n", "y", 0), 0);
    other.offer(entry("b", 1, "m", "z", 0), 0);
    other.offer(entry("b", 2, "n", "y", 0), 0);
    assertThat(other.sums()).isNotEqualTo(store.sums());
    other.offer(entry("a", 1, "n", "x", 0), 0);
    assertThat(other.sums()).isEqualTo(store.sums());
  }

  @Test
  void aKindThatNobodyOpenedIsRefused() {
    Entry strange = new Entry("other", "a", ByteString.EMPTY, new Version(1, "n"), 0, false);
    assertThat(store.offer(strange, 0)).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void theBytesOfAKindHaveABoundToo() {
    Store bytes = new Store();
    bytes.open(new Kind("k", 10, 10, Kind.Join.STRICT, Kind.News.OFFERED));
    bytes.offer(entry("a", 1, "n", "1234", 0), 0);
    bytes.offer(entry("b", 2, "n", "1234", 0), 0);
    bytes.offer(entry("c", 3, "n", "1234", 0), 0);
    assertThat(bytes.all("k", 0)).extracting(Entry::key).containsExactly("b", "c");
    bytes.offer(entry("c", 4, "n", "12", 0), 0);
    bytes.offer(entry("d", 5, "n", "1234", 0), 0);
    assertThat(bytes.all("k", 0)).extracting(Entry::key).containsExactly("b", "c", "d");
    bytes.offer(entry("e", 6, "n", "12345678901", 0), 0);
    assertThat(bytes.all("k", 0)).isEmpty();
  }
}
