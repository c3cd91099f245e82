package dev.drover.upstream.health;

import dev.drover.exchange.Wheel;
import java.net.ConnectException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Checks one endpoint again and again. The first check is somewhere in the first interval, at
 * random, so that those of many endpoints do not come together. Confined to one event loop, but for
 * {@link #verdict}.
 */
public final class Checker {
  private final HealthConfig config;
  private final Check check;
  private final Wheel wheel;
  private final DoubleSupplier random;
  private final Consumer<Verdict> judged;
  private final Thresholds thresholds;
  private final Wheel.Timer next = Wheel.Timer.of(this::look);
  private final Wheel.Timer timeout = Wheel.Timer.of(this::late);
  private volatile Verdict verdict = Verdict.UNPROVEN;
  private long began;
  private long looked;
  private boolean stopped;

  /**
   * @param random from 0 to 1, for the jitter
   * @param judged told each verdict that turns healthy into unhealthy or back, or gives another
   *     reason
   */
  public Checker(
      HealthConfig config,
      Check check,
      Wheel wheel,
      DoubleSupplier random,
      Consumer<Verdict> judged) {
    this.config = config;
    this.check = check;
    this.wheel = wheel;
    this.random = random;
    this.judged = judged;
    this.thresholds = new Thresholds(config.healthyAfter(), config.unhealthyAfter());
  }

  /** Begins. */
  public void start() {
    check.whenTold(this::told);
    wheel.arm(next, wheel.now() + (long) (config.interval().toNanos() * random.getAsDouble()));
  }

  /** Ends, and gives up a check that is under way. */
  public void stop() {
    stopped = true;
    next.cancel();
    timeout.cancel();
    check.abandon();
  }

  /** What the checks have come to so far. Any thread may ask. */
  public Verdict verdict() {
    return verdict;
  }

  private void look() {
    began = wheel.now();
    long mine = ++looked;
    wheel.arm(timeout, began + config.timeout().toNanos());
    check
        .look()
        .onComplete(
            outcome -> {
              if (mine == looked && !stopped) {
                looked++;
                timeout.cancel();
                ended(outcome.succeeded() ? "" : sentence(outcome.cause()));
              }
            });
  }

  private void late() {
    looked++;
    check.abandon();
    ended("it gave no answer within " + config.timeout().toMillis() + " ms");
  }

  /** What a handshake says of itself is less than what its cause says. */
  private static String sentence(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && !(cause instanceof ConnectException)) {
      root = root.getCause();
    }
    return root == cause ? words(cause) : words(cause) + ": " + words(root);
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isEmpty()
        ? cause.getClass().getSimpleName()
        : message.replaceFirst("\\.$", "");
  }

  private void ended(String trouble) {
    double longer = 1 + config.jitter() / 100.0 * random.getAsDouble();
    long due = began + (long) (config.interval().toNanos() * longer);
    wheel.arm(next, Math.max(due, wheel.now()));
    judge(thresholds.outcome(trouble));
  }

  private void told(String trouble) {
    if (!stopped) {
      judge(thresholds.decide(trouble));
    }
  }

  private void judge(Verdict fresh) {
    Verdict before = verdict;
    verdict = fresh;
    if (fresh.healthy() != before.healthy() || !fresh.note().equals(before.note())) {
      judged.accept(fresh);
    }
  }
}
