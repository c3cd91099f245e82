package dev.drover.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the problems of one document, seen from one place in it. Not for several threads. */
public final class Problems {
  private final Ledger ledger;
  private final String pointer;

  private Problems(Ledger ledger, String pointer) {
    this.ledger = ledger;
    this.pointer = pointer;
  }

  /** An empty collection, at the root of a document. */
  static Problems of() {
    return new Problems(new Ledger(new ArrayList<>(), new HashMap<>()), "");
  }

  /** The JSON pointer of this place. */
  public String pointer() {
    return pointer;
  }

  /** The place of a member of this object. */
  public Problems at(String member) {
    return new Problems(ledger, pointer + "/" + Problem.segment(member));
  }

  /** The place of an item of this list. */
  public Problems at(int index) {
    return new Problems(ledger, pointer + "/" + index);
  }

  /** Whether the document has this member here, rather than its default. */
  public boolean given(String member) {
    return ledger.positions().containsKey(at(member).pointer);
  }

  /** Adds a problem at this place. */
  public void add(String message) {
    add(ledger.nearest(pointer), message);
  }

  void add(Position position, String message) {
    ledger.found().add(new Problem(pointer, position.line(), position.column(), message));
  }

  /** Remembers where in the text this place is. */
  void locate(Position position) {
    ledger.positions().putIfAbsent(pointer, position);
  }

  int count() {
    return ledger.found().size();
  }

  /** All problems of the document in its order. */
  List<Problem> sorted() {
    return ledger.found().stream()
        .sorted(Comparator.comparing(problem -> new Position(problem.line(), problem.column())))
        .toList();
  }

  /** The last segment, when it is the index of an item. */
  Optional<String> index() {
    String last = pointer.substring(pointer.lastIndexOf('/') + 1);
    return last.chars().allMatch(Character::isDigit) ? Optional.of(last) : Optional.empty();
  }

  private record Ledger(List<Problem> found, Map<String, Position> positions) {
    Position nearest(String pointer) {
      for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
        Position position = positions.get(at);
        if (position != null) {
          return position;
        }
      }
      return positions.getOrDefault("", Position.START);
    }
  }
}
