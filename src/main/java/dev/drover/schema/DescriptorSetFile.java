package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.nio.file.*;

public final class DescriptorSetFile {
  private DescriptorSetFile() {}

  public static FileDescriptorSet read(Path p) throws InvalidSchema {
    try {
      return FileDescriptorSet.parseFrom(Files.readAllBytes(p));
    } catch (java.io.IOException e) {
      throw new InvalidSchema(p.toString(), "", "x");
    }
  }
}
