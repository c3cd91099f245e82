package dev.drover.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong in it. */
public final class InvalidConfig extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final transient List<Problem> problems;

  /**
   * Makes a message with a line for each problem: {@code conf.json: /routes/0/timeout: expected
   * ...}.
   *
   * @param source what the document is called, mostly the name of its file
   * @param problems at least one, in the order of the document
   */
  public InvalidConfig(String source, List<Problem> problems) {
    super(problems.stream().map(p -> source + ": " + p).collect(Collectors.joining("\n")));
    this.source = source;
    this.problems = List.copyOf(problems);
  }

  /** What the document is called. */
  public String source() {
    return source;
  }

  /** All problems in the order of the document. */
  public List<Problem> problems() {
    return problems;
  }
}
