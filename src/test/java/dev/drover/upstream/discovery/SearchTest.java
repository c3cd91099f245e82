package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final Search CLUSTER =
      Search.of(
          List.of(
              "nameserver 10.96.0.10",
              "search shop.svc.cluster.local svc.cluster.local",
              "options ndots:2"));

  @Test
  void aNameWithFewDotsIsTriedInTheDomainsFirst() {
    assertThat(CLUSTER.names("orders.shop"))
        .containsExactly(
            "orders.shop.shop.svc.cluster.local", "orders.shop.svc.cluster.local", "orders.shop");
  }

  @Test
  void aNameWithEnoughDotsIsTriedAsItIsFirst() {
    assertThat(CLUSTER.names("a.b.c")).startsWith("a.b.c").hasSize(3);
  }

  @Test
  void aNameWithADotAtItsEndIsNotSearched() {
    assertThat(CLUSTER.names("orders.")).containsExactly("orders.");
  }

  @Test
  void theLastSearchLineCounts() {
    assertThat(Search.of(List.of("search a", "domain b")).domains()).containsExactly("b");
  }

  @Test
  void aFileThatIsNotThereHasNoDomains() {
    assertThat(Search.read(Path.of("/nowhere/resolv.conf"))).isEqualTo(new Search(List.of(), 1));
  }
}
