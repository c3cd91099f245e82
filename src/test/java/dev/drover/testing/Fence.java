package dev.drover.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced block of a document.
 *
 * @param document its file, from the root of the project
 * @param line where it begins
 * @param info what is behind the opening fence: a language, and more after a space
 * @param before the line of text before it
 * @param text the lines between the fences, each with its end
 */
public record Fence(String document, int line, String info, String before, String text) {
  private static final String MARK = "```";

  /** What readers are given: README, the pages of docs and what else is beside them. */
  public static List<String> documents() {
    Path docs = Project.path("docs");
    try (Stream<Path> pages = Files.walk(docs)) {
      List<String> names =
          pages
              .map(page -> "docs/" + docs.relativize(page))
              .filter(name -> name.endsWith(".md"))
              .sorted()
              .toList();
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"), names.stream())
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The blocks of a document, in their order; an unclosed one is an {@link AssertionError}. */
  public static List<Fence> of(String document) {
    List<Fence> fences = new ArrayList<>();
    List<String> lines = Project.text(document).lines().toList();
    String before = "";
    int opened = -1;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean mark = line.strip().startsWith(MARK);
      if (mark && opened < 0) {
        opened = i;
      } else if (mark) {
        String info = lines.get(opened).strip().substring(MARK.length()).strip();
        fences.add(new Fence(document, opened + 1, info, before, text.toString()));
        text.setLength(0);
        opened = -1;
      } else if (opened >= 0) {
        text.append(line).append('\n');
      } else if (!line.isBlank()) {
        before = line;
      }
    }
    if (opened >= 0) {
      throw new AssertionError(document + ":" + (opened + 1) + ": this block is not closed.");
    }
    return fences;
  }

  /** The language: the first word of the info. */
  public String language() {
    return info.split(" ", 2)[0];
  }

  /** The name of the file that the block shows, or nothing when it shows none. */
  public String file() {
    String[] words = info.split(" ", 2);
    return words.length == 2 && words[1].matches("[\\w/-]+\\.\\w+") ? words[1] : "";
  }

  @Override
  public String toString() {
    return document + ":" + line + " " + info;
  }
}
