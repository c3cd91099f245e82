package dev.drover.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the project that are no code: its documents and its examples. */
public final class Project {
  private static final Path FOLDER =
      Path.of(System.getProperty("drover.project", ".")).toAbsolutePath().normalize();

  private Project() {}

  /** Where a file of the project is. */
  public static Path path(String name) {
    return FOLDER.resolve(name);
  }

  /** The text of a file of the project. */
  public static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + name + ".", unreadable);
    }
  }

  /** Writes a file of the project anew. */
  public static void write(String name, String text) {
    try {
      Files.writeString(path(name), text);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("Cannot write " + name + ".", unwritable);
    }
  }
}
