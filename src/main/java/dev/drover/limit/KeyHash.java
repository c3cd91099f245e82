package dev.drover.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The 64-bit hash of a key for {@link RingHash} and {@link Maglev}: xxHash64 (Collet, "xxHash fast
 * digest algorithm", specification 0.1.1). The same on every node and in every release; not for
 * secrets.
 */
public final class KeyHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE = 32;

  private KeyHash() {}

  /** The hash of a text in UTF-8, with seed 0. */
  public static long of(String key) {
    return of(key.getBytes(StandardCharsets.UTF_8), 0);
  }

  /** The hash of bytes. */
  public static long of(byte[] key, long seed) {
    int at = 0;
    long hash = seed + P5;
    if (key.length >= STRIPE) {
      long a = seed + P1 + P2;
      long b = seed + P2;
      long c = seed;
      long d = seed - P1;
      for (; at + STRIPE <= key.length; at += STRIPE) {
        a = round(a, (long) LONG.get(key, at));
        b = round(b, (long) LONG.get(key, at + 8));
        c = round(c, (long) LONG.get(key, at + 16));
        d = round(d, (long) LONG.get(key, at + 24));
      }
      hash =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      hash = merge(merge(merge(merge(hash, a), b), c), d);
    }
    return mix(tail(key, at, hash + key.length));
  }

  private static long tail(byte[] key, int from, long start) {
    long hash = start;
    int at = from;
    for (; at + 8 <= key.length; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(key, at)), 27) * P1 + P4;
    }
    if (at + 4 <= key.length) {
      hash = Long.rotateLeft(hash ^ ((int) INT.get(key, at) & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < key.length; at++) {
      hash = Long.rotateLeft(hash ^ (key[at] & 0xFF) * P5, 11) * P1;
    }
    return hash;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long mix(long value) {
    long hash = (value ^ value >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }
}
