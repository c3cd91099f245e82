package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes descriptors of the files of a set, each after those it imports. A file of the set goes
 * before the bundled one of the same name, also where a bundled one imports it.
 */
final class Linker {
  private static final int DEEPEST_IMPORT = 500;

  private final Map<String, FileDescriptorProto> protos = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> linked = new LinkedHashMap<>();
  private final Symbols symbols = new Symbols();
  private final Set<String> underway = new LinkedHashSet<>();

  /**
   * @throws InvalidSchema when a file is there twice, and not the same
   */
  Linker(FileDescriptorSet set) throws InvalidSchema {
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptorProto other = protos.putIfAbsent(file.getName(), file);
      if (other != null && !other.equals(file)) {
        throw new InvalidSchema(file.getName(), "", "it is there twice, with different contents");
      }
    }
  }

  /** All files of the set, and what they import of the bundled ones. */
  Map<String, FileDescriptor> link() throws InvalidSchema {
    for (FileDescriptorProto proto : protos.values()) {
      link(proto);
    }
    return linked;
  }

  private FileDescriptor link(FileDescriptorProto proto) throws InvalidSchema {
    String name = proto.getName();
    FileDescriptor done = linked.get(name);
    if (done != null) {
      return done;
    }
    if (!underway.add(name)) {
      throw new InvalidSchema(
          name, "", "its imports lead back to it: " + String.join(", ", underway));
    }
    if (underway.size() > DEEPEST_IMPORT) {
      throw new InvalidSchema(name, "", "imports are nested deeper than " + DEEPEST_IMPORT);
    }
    List<FileDescriptor> dependencies = new ArrayList<>();
    for (int i = 0; i < proto.getDependencyCount(); i++) {
      FileDescriptorProto dependency = find(proto.getDependency(i));
      if (dependency != null) {
        dependencies.add(link(dependency));
      } else if (!proto.getWeakDependencyList().contains(i)) {
        throw new InvalidSchema(
            name, "", "it imports " + proto.getDependency(i) + ", which is not there");
      }
    }
    FileDescriptor file = reuseOrBuild(proto, dependencies);
    underway.remove(name);
    linked.put(name, file);
    if (protos.containsKey(name)) {
      symbols.add(file);
    }
    return file;
  }

  private @Nullable FileDescriptorProto find(String name) {
    FileDescriptor bundled = Bundled.file(name);
    FileDescriptorProto given = protos.get(name);
    return given != null || bundled == null ? given : bundled.toProto();
  }

  private FileDescriptor reuseOrBuild(FileDescriptorProto proto, List<FileDescriptor> dependencies)
      throws InvalidSchema {
    FileDescriptor bundled = Bundled.file(proto.getName());
    return bundled != null
            && bundled.toProto() == proto
            && bundled.getDependencies().equals(dependencies)
        ? bundled
        : build(proto, dependencies);
  }

  /** Links one file; its options are read with the bundled extensions. */
  static FileDescriptor build(FileDescriptorProto proto, List<FileDescriptor> dependencies)
      throws InvalidSchema {
    try {
      FileDescriptorProto known =
          FileDescriptorProto.parseFrom(proto.toByteString(), Bundled.OPTIONS);
      return FileDescriptor.buildFrom(known, dependencies.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException invalid) {
      throw new InvalidSchema(
          proto.getName(), invalid.getProblemSymbolName(), invalid.getDescription());
    } catch (InvalidProtocolBufferException malformed) {
      throw new InvalidSchema(proto.getName(), "", "its options cannot be read");
    } catch (RuntimeException broken) {
      throw new InvalidSchema(proto.getName(), "", "it cannot be linked: " + broken);
    }
  }
}
