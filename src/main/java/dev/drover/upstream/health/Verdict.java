package dev.drover.upstream.health;

/**
 * What the checks of an endpoint have come to.
 *
 * @param proven whether there has been a check at all
 * @param healthy whether it is to be given requests; true as long as nothing is proven
 * @param note why it is not healthy, as a sentence; empty when it is
 */
public record Verdict(boolean proven, boolean healthy, String note) {
  /** Before the first check has ended. */
  static final Verdict UNPROVEN = new Verdict(false, true, "");
}
