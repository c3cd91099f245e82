package dev.drover.filter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 32 bytes that stand for a text that must not be kept: its SHA-256 (FIPS 180-4), or an HMAC of it.
 * A key of maps.
 */
public record Digest(long a, long b, long c, long d) {
  /** The 32 bytes. */
  public static Digest of(byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new Digest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  /** The SHA-256 of a text in UTF-8. */
  public static Digest sha256(String text) {
    return of(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether they are equal, found out in the same time wherever they differ. */
  boolean same(Digest other) {
    return ((a ^ other.a) | (b ^ other.b) | (c ^ other.c) | (d ^ other.d)) == 0;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
