package dev.drover.upstream.discovery;

import dev.drover.config.ConfigReader;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.FileStamp;
import dev.drover.config.InvalidConfig;
import dev.drover.config.Problem;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Wheel;
import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import dev.drover.upstream.ResolverFactory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that a JSON file lists, which is read when its time, its size or the file itself has
 * changed; looked at on a worker. A file that cannot be read, such as one that is half written, is
 * a failure, and is read again when it changes.
 */
public final class FileEndpoints implements Resolver {
  private static final int MOST_BYTES = 4 << 20;

  /** Which file. */
  @Doc("Endpoints that a JSON file lists, read again when it changes.")
  @Shorthand("path")
  public record Config(
      @Doc("The file: a list of servers as in endpoints, or an object with endpoints.") String path,
      @Doc("How often it is looked at.") @Default("1s") @Range(min = "10ms", max = "1h")
          Duration poll) {}

  /** Makes it of {@code file}. */
  public static final class Factory implements ResolverFactory<Config> {
    @Override
    public String name() {
      return "file";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Resolver create(Config config, Loop loop) {
      return new FileEndpoints(config, loop.vertx(), loop.wheel());
    }
  }

  /** What a look has found: a list, or what was wrong. */
  private record Look(FileStamp stamp, @Nullable List<EndpointConfig> endpoints, String trouble) {}

  private final Path file;
  private final Duration poll;
  private final Vertx vertx;
  private final Wheel wheel;
  private final Wheel.Timer timer = Wheel.Timer.of(this::look);
  private @Nullable Changes changes;
  private FileStamp seen = FileStamp.NONE;

  private FileEndpoints(Config config, Vertx vertx, Wheel wheel) {
    this.file = Path.of(config.path());
    this.poll = config.poll();
    this.vertx = vertx;
    this.wheel = wheel;
  }

  @Override
  public void start(Listener listener) {
    changes = new Changes(listener);
    look();
  }

  /** Nothing to do: it is looked at often anyway. */
  @Override
  public void refresh() {}

  private void look() {
    FileStamp last = seen;
    vertx
        .executeBlocking(() -> read(file, last))
        .onComplete(
            done -> {
              Changes told = changes;
              if (told == null) {
                return;
              }
              wheel.arm(timer, wheel.now() + poll.toNanos());
              if (done.succeeded()) {
                tell(told, done.result());
              } else {
                told.failed(file + " cannot be read: " + done.cause() + ".");
              }
            });
  }

  private void tell(Changes told, Look look) {
    if (look.endpoints() != null) {
      told.endpoints(look.endpoints());
    } else if (!look.trouble().isEmpty()) {
      told.failed(look.trouble());
    }
    seen = look.stamp();
  }

  private static Look read(Path file, FileStamp last) {
    FileStamp stamp = FileStamp.NONE;
    try {
      stamp = FileStamp.of(file);
      if (stamp.equals(last)) {
        return new Look(stamp, null, "");
      }
      if (stamp.size() > MOST_BYTES) {
        return new Look(stamp, null, file + " has more than " + MOST_BYTES + " bytes.");
      }
      return new Look(stamp, parse(Files.readString(file), file.toString()), "");
    } catch (NoSuchFileException e) {
      return new Look(stamp, null, file + " is not there.");
    } catch (IOException e) {
      return new Look(FileStamp.NONE, null, file + " cannot be read: " + e + ".");
    } catch (InvalidConfig e) {
      return new Look(stamp, null, sentence(file, e.problems()));
    }
  }

  private static List<EndpointConfig> parse(String json, String source) {
    return ConfigReader.plain(StaticEndpoints.Config.class, json, source).endpoints();
  }

  private static String sentence(Path file, List<Problem> problems) {
    Problem first = problems.get(0);
    String more = problems.size() > 1 ? " (and " + (problems.size() - 1) + " more problems)" : "";
    String place = "line " + first.line() + ", column " + first.column() + ": ";
    String message = first.message().startsWith(place) ? first.message() : place + first.message();
    return file + " is no list of endpoints: " + message + more + ".";
  }

  @Override
  public void stop() {
    Changes told = changes;
    if (told != null) {
      told.end();
    }
    changes = null;
    timer.cancel();
  }
}
