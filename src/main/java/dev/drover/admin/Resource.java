package dev.drover.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** Files of the jar. */
final class Resource {
  private Resource() {}

  /** The text of a file beside this class. */
  static String text(String name) {
    return new String(bytes("/dev/drover/admin/" + name), StandardCharsets.UTF_8);
  }

  /** The content of a file anywhere on the class path. */
  static byte[] bytes(String path) {
    try (InputStream in = Resource.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path + " is missing from the jar.").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read from the jar.", e);
    }
  }

  /** What a Content-Security-Policy calls that text. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
