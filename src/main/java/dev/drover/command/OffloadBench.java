package dev.drover.command;

import dev.drover.config.ConfigReader;
import dev.drover.config.TasksConfig;
import dev.drover.task.Dispatch;
import dev.drover.task.Form;
import dev.drover.task.Kind;
import dev.drover.task.Limits;
import dev.drover.task.Order;
import dev.drover.task.Task;
import dev.drover.task.Tasks;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import dev.drover.task.builtin.None;
import dev.drover.task.builtin.Primes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The same jobs in four places: on the event loop, on worker threads, on virtual threads (where the
 * JDK has them) and in other processes. Prints a table of time, memory, threads, and how late the
 * event loop's timers were meanwhile.
 */
final class OffloadBench {
  private static final Buffer NUMBER = Buffer.buffer("{\"number\":2147483647}");
  private static final long WAIT_MILLIS = 100;
  private static final int MANY = 1 << 20;
  private static final Limits WIDE = new Limits(MANY, Integer.MAX_VALUE, Duration.ofHours(1));

  private final int jobs;
  private final int waits;
  private final int processes;

  /**
   * What was measured of one way.
   *
   * @param late how late a timer of the event loop was at most, in milliseconds
   */
  private record Row(String place, String work, double seconds, Use use, double late) {
    String line() {
      return String.format(
          Locale.ROOT,
          "| %-24s | %-22s | %7.2f s | %5d MB | %7d | %9d | %8.0f ms |",
          place,
          work,
          seconds,
          use.megabytes(),
          use.threads(),
          use.processes(),
          late);
    }
  }

  /** What of the machine was used. */
  private record Use(long megabytes, long threads, long processes) {
    static Use now() {
      return new Use(status("VmRSS:") / 1024, status("Threads:"), 1);
    }

    /** A number of /proc/self/status, 0 where there is no such file. */
    private static long status(String name) {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith(name))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0);
      } catch (IOException none) {
        return 0;
      }
    }
  }

  OffloadBench(int jobs, int waits, int processes) {
    this.jobs = jobs;
    this.waits = waits;
    this.processes = processes;
  }

  void print(PrintWriter out) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    boolean virtual = Runtime.version().feature() >= 21;
    String computing = "compute x " + jobs;
    String waiting = "wait 100 ms x " + waits;
    out.printf("Java %d, %d processors%n", Runtime.version().feature(), cores);
    out.println(
        "| where                    | what                   | time      | memory   | threads |"
            + " processes | loop late   |");
    out.println("|---|---|---|---|---|---|---|");
    out.println(onLoop(computing).line());
    out.println(onWorkers("worker threads (" + cores + ")", computing, "compute", cores).line());
    out.println(onWorkers("worker threads (20)", waiting, "wait", 20).line());
    out.println(
        onWorkers(
                (virtual ? "virtual threads (" : "worker threads (") + waits + ")",
                waiting,
                "block",
                waits)
            .line());
    if (processes > 0) {
      out.println(inProcesses(computing, jobs, 0).line());
      out.println(inProcesses(waiting, 0, waits).line());
    }
  }

  private Row onLoop(String work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Lateness lateness = new Lateness(vertx);
      Task task = new Primes.Factory().create(new None());
      long began = System.nanoTime();
      Promise<Void> done = Promise.promise();
      lateness.context.runOnContext(
          nothing -> {
            try {
              for (int i = 0; i < jobs; i++) {
                task.run(NUMBER, Work.unbounded());
              }
              done.complete();
            } catch (Exception broken) {
              done.fail(broken);
            }
          });
      await(done.future());
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Row("event loop (1)", work, seconds, Use.now(), lateness.stop());
    } finally {
      await(vertx.close());
    }
  }

  private Row onWorkers(String place, String work, String kind, int seats) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Tasks tasks = tasks(seats);
      Lateness lateness = new Lateness(vertx);
      int count = kind.equals("compute") ? jobs : waits;
      Promise<Void> done = Promise.promise();
      long began = System.nanoTime();
      lateness.context.runOnContext(
          nothing -> {
            vertx.setTimer(WAIT_MILLIS * 2, id -> lateness.use = Use.now());
            Window window = new Window(tasks.dispatch(vertx), kind, count, done);
            for (int i = 0; i < Math.min(count, 2 * seats); i++) {
              window.next();
            }
          });
      await(done.future());
      double seconds = (System.nanoTime() - began) / 1e9;
      await(tasks.stop(vertx));
      return new Row(place, work, seconds, lateness.use, lateness.stop());
    } finally {
      await(vertx.close());
    }
  }

  private static Tasks tasks(int seats) {
    TasksConfig config =
        ConfigReader.plain(
            TasksConfig.class, "{\"workers\":" + seats + ",\"blocking\":" + seats + "}", "bench");
    Task waits =
        (input, work) -> {
          Thread.sleep(WAIT_MILLIS);
          return input;
        };
    Map<String, Kind> kinds =
        Map.of(
            "compute", kind("compute", false, new Primes.Factory().create(new None())),
            "wait", kind("wait", false, waits),
            "block", kind("block", true, waits));
    return new Tasks(config, kinds, "bench", new SimpleMeterRegistry());
  }

  private static Kind kind(String name, boolean blocking, Task task) {
    Traits traits = new Traits(Form.JSON, Form.JSON, blocking, true, WIDE);
    return new Kind(name, traits, Form.JSON.mediaType(), WIDE, task);
  }

  /** Starts them, which is part of the time. */
  private Row inProcesses(String work, int computing, int waiting) throws Exception {
    long began = System.nanoTime();
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      all.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.drover.Main",
                  "bench",
                  "offload",
                  "--child",
                  "--jobs",
                  Integer.toString(computing / processes),
                  "--waits",
                  Integer.toString(waiting / processes))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    long megabytes = 0;
    long threads = 0;
    for (Process process : all) {
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String[] told = String.valueOf(out.readLine()).split(" ", -1);
        if (told.length == 2) {
          megabytes += Long.parseLong(told[0]);
          threads += Long.parseLong(told[1]);
        }
      }
      process.waitFor(1, TimeUnit.MINUTES);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Row(
        "other processes (" + processes + ")",
        work,
        seconds,
        new Use(megabytes, threads, processes),
        0);
  }

  /** In such a process: does its share, one after another, and tells what that took. */
  static String child(int computing, int waiting) throws Exception {
    Task task = new Primes.Factory().create(new None());
    for (int i = 0; i < computing; i++) {
      task.run(NUMBER, Work.unbounded());
    }
    for (int i = 0; i < waiting; i++) {
      Thread.sleep(WAIT_MILLIS);
    }
    Use use = Use.now();
    return use.megabytes() + " " + use.threads();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
  }

  /** Asks for a job whenever one is done. Confined to an event loop. */
  private static final class Window {
    private final Dispatch dispatch;
    private final String kind;
    private final int count;
    private final Promise<Void> done;
    private int asked;
    private int ended;

    Window(Dispatch dispatch, String kind, int count, Promise<Void> done) {
      this.dispatch = dispatch;
      this.kind = kind;
      this.count = count;
      this.done = done;
    }

    void next() {
      if (asked == count) {
        return;
      }
      asked++;
      dispatch
          .submit(Order.of(kind, NUMBER, "bench"))
          .result()
          .onFailure(done::tryFail)
          .onSuccess(
              result -> {
                if (++ended == count) {
                  done.tryComplete();
                }
                next();
              });
    }
  }

  /** How late the timers of an event loop are. */
  private static final class Lateness {
    private static final long EVERY_MILLIS = 10;

    private final Vertx vertx;
    private final Context context;
    private final AtomicLong worst = new AtomicLong();
    private volatile Use use = Use.now();
    private volatile long expected;
    private volatile boolean stopped;

    Lateness(Vertx vertx) {
      this.vertx = vertx;
      this.context = vertx.getOrCreateContext();
      expected = System.nanoTime() + EVERY_MILLIS * 1_000_000;
      context.runOnContext(nothing -> next());
    }

    private void next() {
      expected = System.nanoTime() + EVERY_MILLIS * 1_000_000;
      vertx.setTimer(
          EVERY_MILLIS,
          id -> {
            worst.accumulateAndGet(System.nanoTime() - expected, Math::max);
            if (!stopped) {
              next();
            }
          });
    }

    double stop() {
      stopped = true;
      return Math.max(worst.get(), System.nanoTime() - expected) / 1e6;
    }
  }
}
