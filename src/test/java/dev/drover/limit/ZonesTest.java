package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.Zones.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZonesTest {
  private static List<Zone> zones(int local, int second, int third) {
    return List.of(new Zone(local, 10), new Zone(second, 10), new Zone(third, 10));
  }

  @Test
  void theLocalZoneKeepsItsWorkWhileItCan() {
    assertThat(Zones.USUAL.share(zones(10, 10, 10), 0)).containsExactly(1.0, 0.0, 0.0);
    assertThat(Zones.USUAL.share(zones(8, 10, 10), 0)).containsExactly(1.0, 0.0, 0.0);
  }

  @Test
  void whatItCannotDoIsSharedByTheHealthyOfTheOthers() {
    assertThat(rounded(Zones.USUAL.share(zones(5, 9, 3), 0))).containsExactly(0.7, 0.225, 0.075);
  }

  private static List<Double> rounded(List<Double> shares) {
    return shares.stream().map(share -> Math.round(share * 1000) / 1000.0).toList();
  }

  @Test
  void aZoneWithoutHealthyEndpointsGetsNothing() {
    assertThat(Zones.USUAL.share(zones(0, 6, 2), 0)).containsExactly(0.0, 0.75, 0.25);
    assertThat(Zones.USUAL.share(zones(1, 0, 0), 0)).containsExactly(1.0, 0.0, 0.0);
    assertThat(Zones.USUAL.share(zones(0, 0, 0), 0)).containsExactly(0.0, 0.0, 0.0);
  }

  @Test
  void aCallerWithoutAZoneOfItsOwnUsesAllByTheirHealth() {
    assertThat(Zones.USUAL.share(zones(2, 2, 4), -1)).containsExactly(0.25, 0.25, 0.5);
  }

  @Test
  void aZoneOfManyCallersAndFewEndpointsSpills() {
    Zones half = new Zones(140, 0.5, 1);
    assertThat(half.share(List.of(new Zone(5, 5), new Zone(15, 15)), 0)).containsExactly(0.5, 0.5);
    assertThat(half.share(List.of(new Zone(15, 15), new Zone(5, 5)), 0)).containsExactly(1.0, 0.0);
  }

  @Test
  void tooSmallAZoneIsNotPreferred() {
    Zones three = new Zones(140, 0, 3);
    assertThat(rounded(three.share(zones(2, 4, 4), 0))).containsExactly(0.2, 0.4, 0.4);
    assertThat(three.share(List.of(new Zone(3, 3), new Zone(1, 1)), 0)).containsExactly(1.0, 0.0);
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> new Zones(99, 0, 1)).hasMessageContaining("not 99");
    assertThatThrownBy(() -> new Zones(140, 1.1, 1)).hasMessageContaining("not 1.1");
  }
}
