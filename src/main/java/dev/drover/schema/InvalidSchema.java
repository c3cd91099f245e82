package dev.drover.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why descriptors cannot be used. The message is a sentence that names the file, the symbol and the
 * reason, as far as they are known; where more is wrong, one sentence for each problem.
 */
public final class InvalidSchema extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String symbol;
  private final String reason;
  private final transient List<InvalidSchema> more;

  /**
   * @param file the .proto or descriptor file, with its line where known ({@code a/b.proto:12});
   *     empty when not known
   * @param symbol the full name of what is wrong; empty when not known
   * @param reason what is wrong, as a clause; a full stop is added where it has none
   */
  public InvalidSchema(String file, String symbol, String reason) {
    this(file, symbol, reason, sentence(file, symbol, reason), List.of());
  }

  private InvalidSchema(
      String file, String symbol, String reason, String message, List<InvalidSchema> more) {
    super(message);
    this.file = file;
    this.symbol = symbol;
    this.reason = reason;
    this.more = List.copyOf(more);
  }

  /**
   * All of these in one.
   *
   * @param problems at least one
   */
  public static InvalidSchema of(List<InvalidSchema> problems) {
    InvalidSchema first = problems.get(0);
    List<InvalidSchema> all =
        problems.stream().flatMap(problem -> problem.problems().stream()).toList();
    String sentences = all.stream().map(InvalidSchema::getMessage).collect(Collectors.joining(" "));
    return all.size() == 1
        ? first
        : new InvalidSchema(first.file, first.symbol, first.reason, sentences, all);
  }

  /** The problems one by one, at least one: this one, when it is the only one. */
  public List<InvalidSchema> problems() {
    return more.isEmpty() ? List.of(this) : more;
  }

  /** The file, of the first problem; empty when not known. */
  public String file() {
    return file;
  }

  /** The full name of what is wrong, of the first problem; empty when not known. */
  public String symbol() {
    return symbol;
  }

  /** The same, told of another place. */
  InvalidSchema at(String place) {
    return new InvalidSchema(place, symbol, reason);
  }

  private static String sentence(String file, String symbol, String reason) {
    String clause = reason.strip();
    return (file.isEmpty() ? "" : file + ": ")
        + (symbol.isEmpty() ? "" : symbol + ": ")
        + clause
        + (clause.endsWith(".") || clause.endsWith("?") ? "" : ".");
  }
}
