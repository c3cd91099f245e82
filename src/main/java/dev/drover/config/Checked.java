package dev.drover.config;

/**
 * A record that checks what one component alone cannot tell. It is asked only when all its
 * components could be read.
 */
public interface Checked {
  /** Adds what is wrong; {@code problems} stands at the pointer of this record. */
  void check(Problems problems);
}
