package dev.drover.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Schemas from .proto text written into a test. */
final class Protos {
  private Protos() {}

  /** Writes a file below the folder. */
  static Path write(Path folder, String name, String text) {
    try {
      Path file = folder.resolve(name);
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The schema of one proto3 file in package {@code t}, which imports what is used here. */
  static Schema schema(String body) {
    try {
      Path folder = Files.createTempDirectory("protos");
      Path file =
          write(
              folder,
              "t.proto",
              """
              syntax = "proto3";
              package t;
              import "google/api/annotations.proto";
              import "google/api/httpbody.proto";
              import "google/protobuf/duration.proto";
              import "google/protobuf/field_mask.proto";
              import "google/protobuf/struct.proto";
              import "google/protobuf/timestamp.proto";
              import "google/protobuf/wrappers.proto";
              """
                  + body);
      try {
        return Schema.of("test", ProtoCompiler.compile(List.of(folder), List.of()));
      } finally {
        Files.delete(file);
        Files.delete(folder);
      }
    } catch (IOException | InvalidSchema failed) {
      throw new IllegalStateException(failed.getMessage(), failed);
    }
  }
}
