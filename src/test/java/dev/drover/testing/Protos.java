package dev.drover.testing;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TextFormat;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.Schema;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Descriptors for tests. */
public final class Protos {
  private Protos() {}

  /** A file as protobuf's text format has it. */
  public static FileDescriptorProto file(String text) {
    try {
      return TextFormat.parse(text, FileDescriptorProto.class);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A schema of such files. */
  public static Schema schema(String name, String... files) {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    Arrays.stream(files).map(Protos::file).forEach(set::addFile);
    return schema(name, set.build());
  }

  /** A schema of those files and all that they import. */
  public static Schema schema(String name, FileDescriptor... files) {
    Map<String, FileDescriptorProto> all = new LinkedHashMap<>();
    for (FileDescriptor file : files) {
      collect(file, all);
    }
    return schema(name, FileDescriptorSet.newBuilder().addAllFile(all.values()).build());
  }

  private static void collect(FileDescriptor file, Map<String, FileDescriptorProto> all) {
    if (!all.containsKey(file.getName())) {
      all.put(file.getName(), file.toProto());
      file.getDependencies().forEach(each -> collect(each, all));
    }
  }

  /** A schema of that set. */
  public static Schema schema(String name, FileDescriptorSet set) {
    try {
      return Schema.of(name, set);
    } catch (InvalidSchema e) {
      throw new IllegalArgumentException(e);
    }
  }
}
