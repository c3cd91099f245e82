package dev.drover.command;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What runs here. */
final class Version implements IVersionProvider {
  private static final String VERTX = "META-INF/vertx/vertx-version.txt";

  /** The version of Drover, or {@code development} when it does not run from a jar. */
  static String number() {
    return Optional.ofNullable(Drover.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "drover " + number(),
      "Vert.x " + vertx(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vm.vendor"),
      System.getProperty("os.name") + " " + System.getProperty("os.arch"),
    };
  }

  private static String vertx() throws IOException {
    try (InputStream text = Vertx.class.getClassLoader().getResourceAsStream(VERTX)) {
      return text == null
          ? "unknown"
          : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
