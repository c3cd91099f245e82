package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.nio.file.*;
import java.util.List;

public final class ProtoCompiler {
  private ProtoCompiler() {}

  public static FileDescriptorSet compile(List<Path> sources, List<Path> roots)
      throws InvalidSchema {
    try {
      java.util.List<String> cmd =
          new java.util.ArrayList<>(
              List.of(
                  "/tmp/protoc",
                  "--include_imports",
                  "-I/tmp/protoinc",
                  "--descriptor_set_out=/tmp/prov/out.binpb"));
      for (Path p : sources) {
        cmd.add("-I" + p.toAbsolutePath().getParent());
        cmd.add(p.toString());
      }
      Process pr = new ProcessBuilder(cmd).inheritIO().start();
      pr.waitFor();
      return FileDescriptorSet.parseFrom(Files.readAllBytes(Path.of("/tmp/prov/out.binpb")));
    } catch (Exception e) {
      throw new InvalidSchema("", "", e.toString());
    }
  }
}
