package dev.drover.herd.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.drover.herd.Entry;
import dev.drover.herd.Kind;
import dev.drover.herd.Member;
import dev.drover.herd.Message;
import dev.drover.herd.Store;
import dev.drover.herd.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocationsTest {
  private static final String IAMAT =
      "IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503";
  private static final String AT =
      "AT Clark +0.263873386 kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503";
  private static final long TTL = 1_000_000_000_000L;

  private final List<Message> sent = new ArrayList<>();
  private final Member member = member();
  private final Locations locations = new Locations(member, () -> 1_621_464_828_223_371_889L, TTL);

  private Member member() {
    Store store = new Store();
    store.open(new Kind(Location.KIND, 10, Kind.Join.STRICT));
    Member made = new Member("Clark", 1, store, (peer, message) -> sent.add(message));
    made.linked("Bona");
    sent.clear();
    return made;
  }

  private Locations.Report said(String line) {
    return locations.report((Command.Iamat) Command.parse(line).orElseThrow());
  }

  @Test
  void theAnswerOfTheProtocolsExampleIsExact() {
    Locations.Report report = said(IAMAT);

    assertThat(report.location().at()).isEqualTo(AT);
    assertThat(report.fresh()).isTrue();
    assertThat(locations.find("kiwi.cs.ucla.edu")).contains(report.location());
    assertThat(sent).hasSize(1);
  }

  @Test
  void aStaleWordIsAnsweredButNeitherKeptNorToldOn() {
    said(IAMAT);
    sent.clear();

    assertThat(said(IAMAT.replace("503", "502").replace("+34", "+35")).fresh()).isFalse();
    assertThat(said(IAMAT.replace("+34", "+35")).fresh()).isFalse();

    assertThat(sent).isEmpty();
    assertThat(locations.find("kiwi.cs.ucla.edu").orElseThrow().at()).isEqualTo(AT);
  }

  @Test
  void aFullLifeIsTheOneThatALineTells() {
    Entry entry = said(IAMAT).location().entry(TTL);
    assertThat(locations.line(entry)).contains(AT);
    assertThat(locations.line(entry.left(TTL - 1))).isEmpty();
    Entry other = new Entry("x", "k", ByteString.EMPTY, new Version(1, "n"), TTL, false);
    assertThat(locations.line(other)).isEmpty();
  }

  @Test
  void whatEntersByOtherWaysMustBeOfTheProtocolToo() {
    Position here = Position.parse("+1+1").orElseThrow();
    assertThat(locations.report("a b", here, "1")).isEmpty();
    assertThat(locations.report("", here, "1")).isEmpty();
    assertThat(locations.report("a", here, "1 ")).isEmpty();
    assertThat(locations.report("a\nIAMAT", here, "1")).isEmpty();
    assertThat(locations.report("a", here, "1")).isPresent();
  }

  @Test
  void aWatcherHearsOfNewsUntilItLeaves() {
    List<String> heard = new ArrayList<>();
    Runnable watching = locations.watch(location -> heard.add(location.at()));
    said(IAMAT);
    said(IAMAT);
    watching.run();
    said("IAMAT other +1+1 1");
    assertThat(heard).containsExactly(AT);
    assertThat(locations.all()).hasSize(2);
  }
}
