package dev.drover.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that shows what it is set to. */
public final class WallClock extends Clock {
  private volatile Instant now;

  /** One that shows that time. */
  public WallClock(Instant now) {
    this.now = now;
  }

  /** Sets it, forwards or back. */
  public void set(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
