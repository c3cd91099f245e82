package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.drover.config.SchemaConfig;
import java.nio.file.Path;
import java.util.List;

/** Schemas that come from files. All here blocks. */
public final class SchemaFiles {
  private SchemaFiles() {}

  /** Whether it comes from files. */
  public static boolean holds(SchemaConfig config) {
    return config.reflection().isEmpty();
  }

  /**
   * The descriptors that the files have now.
   *
   * @throws InvalidSchema naming the file and what is wrong with it
   */
  public static FileDescriptorSet read(SchemaConfig config) throws InvalidSchema {
    return config.descriptorSet().isPresent()
        ? DescriptorSetFile.read(Path.of(config.descriptorSet().get()))
        : ProtoCompiler.compile(paths(config.proto()), paths(config.imports()));
  }

  private static List<Path> paths(List<String> names) {
    return names.stream().map(Path::of).toList();
  }
}
