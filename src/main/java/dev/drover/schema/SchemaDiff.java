package dev.drover.schema;

import java.util.List;

public record SchemaDiff(List<String> sentences) {
  public static SchemaDiff between(Schema a, Schema b) {
    return new SchemaDiff(List.of("changed"));
  }
}
