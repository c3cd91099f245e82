package dev.drover.herd.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node of a cluster is not told that another listens: they meet nevertheless. */
@Tag("slow")
class LostNewsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long BEAT = Duration.ofMillis(50).toNanos();

  private final String cluster = "lost-" + UUID.randomUUID();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean losing = true;
  private final Vertx deaf = clustered(new Losing());
  private final Vertx mute = clustered(new HazelcastClusterManager());

  /** Keeps from its node who listens. */
  private final class Losing extends HazelcastClusterManager {
    @Override
    public void registrationListener(RegistrationListener listener) {
      super.registrationListener(
          new RegistrationListener() {
            @Override
            public void registrationsUpdated(RegistrationUpdateEvent event) {
              if (losing) {
                lost.incrementAndGet();
              } else {
                listener.registrationsUpdated(event);
              }
            }

            @Override
            public void registrationsLost() {
              listener.registrationsLost();
            }

            @Override
            public boolean wantsUpdatesFor(String address) {
              return listener.wantsUpdatesFor(address);
            }
          });
    }
  }

  private Vertx clustered(HazelcastClusterManager manager) {
    Config config = manager.loadConfig();
    config.setClusterName(cluster);
    var join = config.getNetworkConfig().getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1");
    manager.setConfig(config);
    return Futures.await(Vertx.builder().withClusterManager(manager).buildClustered(), PATIENCE);
  }

  @AfterEach
  void close() {
    Futures.await(mute.close(), PATIENCE);
    Futures.await(deaf.close(), PATIENCE);
  }

  @Test
  void whoWasNotHeardOfIsHeardOfLater() {
    BusMembers first = members(deaf, "first");
    awaitThatItHearsItself();
    BusMembers second = members(mute, "second");
    Eventually.await(
        () -> first.members().equals(Set.of("second")), PATIENCE, "The second is not heard.");
    assertThat(lost).hasPositiveValue();
    assertThat(second.members()).isEmpty();
    losing = false;
    Eventually.await(
        () -> second.members().equals(Set.of("first")), PATIENCE, "The first is not heard.");
    first.close();
    second.close();
  }

  /** From then on its view of who listens is there, and changes by news alone. */
  private void awaitThatItHearsItself() {
    AtomicInteger heard = new AtomicInteger();
    Futures.await(
        deaf.eventBus().consumer("herd.members", said -> heard.incrementAndGet()).completion(),
        PATIENCE);
    heard.set(0);
    Eventually.await(() -> heard.get() > 2, PATIENCE, "It does not hear itself.");
  }

  private static BusMembers members(Vertx vertx, String id) {
    BusMembers members = new BusMembers(vertx, id, BEAT, others -> {});
    vertx.setPeriodic(Duration.ofNanos(BEAT).toMillis(), timer -> members.beat());
    return members;
  }
}
