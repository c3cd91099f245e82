package dev.drover.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a string of the configuration refers to: {@code ${env:NAME}}, {@code
 * ${env:NAME:-default}} and {@code ${file:/path}}, the content of a UTF-8 file without its last
 * line end. A dollar sign before all that keeps it as it is: {@code $${env:NAME}} is the text
 * {@code ${env:NAME}}. A value that was filled in is not expanded again.
 *
 * @param environment gives the value of a variable, empty when it is not set
 * @param files reads a file
 */
public record Expansion(Function<String, Optional<String>> environment, TextFiles files) {
  private static final long LARGEST_FILE = 1 << 20;
  private static final Pattern REFERENCE =
      Pattern.compile("(?<escape>\\$\\$\\{)|\\$\\{(?<inside>[^}]*)}|(?<open>\\$\\{)");
  private static final Pattern VARIABLE =
      Pattern.compile("env:(?<name>[^:]+?)(:-(?<default>.*))?", Pattern.DOTALL);

  /** Reads a whole text file. */
  @FunctionalInterface
  public interface TextFiles {
    /**
     * The content of a file.
     *
     * @throws IOException when it cannot be read; the message goes into the problem
     */
    String read(String path) throws IOException;
  }

  /** From the environment of the process and the file system; a file has at most 1 MiB. */
  public static Expansion system() {
    return new Expansion(name -> Optional.ofNullable(System.getenv(name)), Expansion::readFile);
  }

  /** From nothing: no variable is set, no file exists. */
  public static Expansion none() {
    return new Expansion(
        name -> Optional.empty(),
        path -> {
          throw new NoSuchFileException(path);
        });
  }

  /** The expanded text; null, with the problems added, when something it refers to is missing. */
  @Nullable String expand(String source, Problems here) {
    Matcher reference = REFERENCE.matcher(source);
    StringBuilder text = new StringBuilder();
    boolean complete = true;
    while (reference.find()) {
      @Nullable String value = value(reference, here);
      complete &= value != null;
      reference.appendReplacement(text, Matcher.quoteReplacement(value == null ? "" : value));
    }
    reference.appendTail(text);
    return complete ? text.toString() : null;
  }

  /** Whether a string refers to anything, so that its value must not be shown. */
  static boolean refers(String source) {
    return REFERENCE.matcher(source).results().anyMatch(found -> found.group(2) != null);
  }

  /** A secret as it may be shown: its references, with stars for everything literal. */
  static String redact(String source) {
    Matcher reference = REFERENCE.matcher(source);
    StringBuilder text = new StringBuilder();
    int end = 0;
    while (reference.find()) {
      String inside = reference.group("inside");
      if (inside != null) {
        text.append(reference.start() > end ? Secret.HIDDEN : "");
        text.append("${").append(inside.replaceFirst("(?s):-.*", ":-***")).append('}');
        end = reference.end();
      }
    }
    return text.append(end < source.length() || end == 0 ? Secret.HIDDEN : "").toString();
  }

  private @Nullable String value(Matcher reference, Problems here) {
    if (reference.group("escape") != null) {
      return "${";
    }
    String inside = reference.group("inside");
    if (inside == null) {
      here.add("expected a \"}\" after \"${\"; for a literal \"${\" write \"$${\"");
      return null;
    }
    Matcher variable = VARIABLE.matcher(inside);
    if (variable.matches()) {
      return variable(variable.group("name"), variable.group("default"), here);
    }
    if (inside.startsWith("file:") && inside.length() > "file:".length()) {
      return file(inside.substring("file:".length()), here);
    }
    here.add(
        "expected ${env:NAME}, ${env:NAME:-default} or ${file:/path}, found "
            + Words.quoted("${" + inside + "}")
            + "; for a literal \"${\" write \"$${\"");
    return null;
  }

  private @Nullable String variable(String name, @Nullable String otherwise, Problems here) {
    Optional<String> value = environment.apply(name);
    if (value.isEmpty() && otherwise == null) {
      here.add(
          "the environment variable "
              + Words.quoted(name)
              + " is not set; set it, or give a default: ${env:"
              + name
              + ":-default}");
    }
    return value.orElse(otherwise);
  }

  private @Nullable String file(String path, Problems here) {
    try {
      return files.read(path).replaceFirst("\\r?\\n\\z", "");
    } catch (IOException unreadable) {
      here.add("cannot read the file " + Words.quoted(path) + ": " + reason(unreadable));
      return null;
    }
  }

  private static String reason(IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (unreadable instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (unreadable instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return String.valueOf(unreadable.getMessage());
  }

  private static String readFile(String path) throws IOException {
    Path file = Path.of(path);
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException("it is larger than 1 MiB");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
