package dev.drover.schema;

import com.google.api.AnnotationsProto;
import com.google.api.HttpBodyProto;
import com.google.api.HttpProto;
import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Makes descriptors of the files of a set, each after those it imports. */
final class Linker {
  private static final ExtensionRegistry ANNOTATIONS = annotations();

  /** What everybody imports and few put into their sets; used when a set lacks them. */
  private static final Map<String, FileDescriptor> BUNDLED =
      bundled(
          DescriptorProtos.getDescriptor(),
          AnyProto.getDescriptor(),
          ApiProto.getDescriptor(),
          DurationProto.getDescriptor(),
          EmptyProto.getDescriptor(),
          FieldMaskProto.getDescriptor(),
          SourceContextProto.getDescriptor(),
          StructProto.getDescriptor(),
          TimestampProto.getDescriptor(),
          TypeProto.getDescriptor(),
          WrappersProto.getDescriptor(),
          HttpProto.getDescriptor(),
          AnnotationsProto.getDescriptor(),
          HttpBodyProto.getDescriptor());

  private final Map<String, FileDescriptorProto> protos = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> linked = new LinkedHashMap<>();
  private final Set<String> underway = new LinkedHashSet<>();

  Linker(FileDescriptorSet set) {
    set.getFileList().forEach(file -> protos.put(file.getName(), file));
  }

  Map<String, FileDescriptor> link() throws InvalidSchema {
    for (String name : protos.keySet()) {
      link(name, name);
    }
    return linked;
  }

  private FileDescriptor link(String name, String importer) throws InvalidSchema {
    FileDescriptor done = linked.get(name);
    if (done != null) {
      return done;
    }
    FileDescriptorProto proto = protos.get(name);
    if (proto == null) {
      FileDescriptor bundled = BUNDLED.get(name);
      if (bundled == null) {
        throw new InvalidSchema(importer, "", "it imports " + name + ", which is not there");
      }
      for (FileDescriptor dependency : bundled.getDependencies()) {
        link(dependency.getName(), name);
      }
      linked.put(name, bundled);
      return bundled;
    }
    if (!underway.add(name)) {
      throw new InvalidSchema(name, "", "its imports lead back to it: " + underway);
    }
    FileDescriptor[] dependencies = new FileDescriptor[proto.getDependencyCount()];
    for (int i = 0; i < dependencies.length; i++) {
      dependencies[i] = link(proto.getDependency(i), name);
    }
    FileDescriptor file = build(proto, dependencies);
    underway.remove(name);
    linked.put(name, file);
    return file;
  }

  private static FileDescriptor build(FileDescriptorProto proto, FileDescriptor[] dependencies)
      throws InvalidSchema {
    try {
      // Read once more, so that the annotations are extensions rather than unknown fields.
      FileDescriptorProto known = FileDescriptorProto.parseFrom(proto.toByteString(), ANNOTATIONS);
      return FileDescriptor.buildFrom(known, dependencies);
    } catch (DescriptorValidationException invalid) {
      throw new InvalidSchema(
          proto.getName(), invalid.getProblemSymbolName(), invalid.getDescription());
    } catch (InvalidProtocolBufferException malformed) {
      throw new InvalidSchema(proto.getName(), "", "its options cannot be read");
    }
  }

  private static ExtensionRegistry annotations() {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(registry);
    return registry;
  }

  private static Map<String, FileDescriptor> bundled(FileDescriptor... files) {
    Map<String, FileDescriptor> all = new LinkedHashMap<>();
    for (FileDescriptor file : files) {
      all.put(file.getName(), file);
    }
    return Map.copyOf(all);
  }
}
