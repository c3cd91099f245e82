package dev.drover;

import dev.drover.config.Expansion;
import dev.drover.task.Tasks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that does jobs for gateways and serves nothing itself. Its configuration is a gateway's,
 * of which it uses {@code tasks} only; so both can have the same file, and what else that names
 * (certificates, keys) need not be on this machine. One instance is enough: how many threads it has
 * is {@code tasks.workers} and {@code tasks.blocking}.
 */
public final class WorkerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerVerticle.class);

  private final @Nullable Blueprint checked;
  private @Nullable Tasks tasks;

  public WorkerVerticle() {
    this(null);
  }

  /** One whose configuration was checked already; null when it is to be read and checked. */
  WorkerVerticle(@Nullable Blueprint checked) {
    this.checked = checked;
  }

  /** What people call this process: the host's name and the process id. */
  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + ProcessHandle.current().pid();
    } catch (UnknownHostException unknown) {
      return "?/" + ProcessHandle.current().pid();
    }
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(this::read)
        .compose(
            made -> {
              tasks = made;
              LOG.info(
                  "Doing jobs of {} tasks; threads that compute: {}.",
                  made.kinds().size(),
                  made.config().cpuSeats());
              unreachable(made);
              return made.start(vertx);
            });
  }

  private void unreachable(Tasks made) {
    String lacks =
        !vertx.isClustered()
            ? "it is in no cluster; -cluster joins one"
            : !made.config().cluster() ? "\"tasks\" lacks \"cluster\": true" : "";
    if (!lacks.isEmpty()) {
      LOG.warn("No gateway can give jobs to this worker: {}.", lacks);
    }
  }

  private Tasks read() {
    Blueprint blueprint =
        checked == null
            ? Blueprint.parse(config().encode(), "configuration", Expansion.system())
            : checked;
    return new Tasks(
        blueprint.config().tasks(), blueprint.tasks(), name(), new SimpleMeterRegistry());
  }

  @Override
  public Future<?> stop() {
    Tasks made = tasks;
    return made == null ? Future.succeededFuture() : made.stop(vertx);
  }
}
