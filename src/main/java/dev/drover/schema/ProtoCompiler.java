package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.squareup.wire.schema.internal.parser.OptionElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes descriptors of .proto text, of proto2, proto3 and the editions: the parser is Wire's, the
 * descriptors are linked and checked by protobuf-java. The comments right before and behind a
 * declaration come along as source info. Not read are Any in its own notation and angle brackets
 * inside of options, and groups in an extend.
 */
public final class ProtoCompiler {
  private static final int DEEPEST_IMPORT = 500;

  private final ProtoSources sources;
  private final Map<String, @Nullable FileDescriptor> done = new LinkedHashMap<>();
  private final Set<String> underway = new LinkedHashSet<>();
  private final Map<String, FieldDescriptor> extensions = new HashMap<>();
  private final List<InvalidSchema> problems = new ArrayList<>();

  private ProtoCompiler(ProtoSources sources) {
    this.sources = sources;
  }

  /**
   * Compiles files. The well-known types and googleapis (google/api, google/rpc, google/type, ...)
   * can be imported without being there. Reads files, and takes its time: not for an event loop.
   *
   * @param sources .proto files, or folders, of which every .proto below is taken. A file is
   *     imported by its path below the import root that holds it, else below the folder that is the
   *     source, else by its name alone
   * @param importRoots where imports are looked for first, in this order
   * @return the files and all they import, each after those it imports, but for those that a {@link
   *     Schema} adds itself
   * @throws InvalidSchema with the first problem of each file, where it stands, and why
   */
  public static FileDescriptorSet compile(List<Path> sources, List<Path> importRoots)
      throws InvalidSchema {
    ProtoCompiler compiler = new ProtoCompiler(new ProtoSources(sources, importRoots));
    for (String name : compiler.sources.names()) {
      compiler.compile(name);
    }
    if (!compiler.problems.isEmpty()) {
      throw InvalidSchema.of(compiler.problems);
    }
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    for (FileDescriptor file : compiler.done.values()) {
      if (file != null && file != Bundled.file(file.getName())) {
        set.addFile(file.toProto());
      }
    }
    return set.build();
  }

  /** The file of that name, null where it cannot be had; the reasons are among the problems. */
  private @Nullable FileDescriptor compile(String name) {
    if (done.containsKey(name)) {
      return done.get(name);
    }
    FileDescriptor file = null;
    try {
      if (!underway.add(name)) {
        throw new InvalidSchema(
            name, "", "its imports lead back to it: " + String.join(", ", underway));
      }
      if (underway.size() > DEEPEST_IMPORT) {
        throw new InvalidSchema(name, "", "imports are nested deeper than " + DEEPEST_IMPORT);
      }
      file = sources.has(name) ? read(name) : Bundled.file(name);
    } catch (InvalidSchema problem) {
      problems.add(problem);
    }
    underway.remove(name);
    done.put(name, file);
    if (file != null) {
      learnExtensions(file);
    }
    return file;
  }

  private @Nullable FileDescriptor read(String name) throws InvalidSchema {
    String text = sources.text(name);
    FileDraft draft = FileEncoder.encode(name, ProtoText.parse(name, text));
    List<FileDescriptor> dependencies = new ArrayList<>();
    boolean whole = true;
    for (String dependency : draft.proto().getDependencyList()) {
      FileDescriptor file = null;
      if (sources.has(dependency) || Bundled.file(dependency) != null) {
        file = compile(dependency);
      } else {
        String place = name + ProtoText.lineOf("import", dependency, text);
        problems.add(
            new InvalidSchema(place, "", "it imports " + dependency + ", which is not there"));
      }
      whole &= file != null;
      if (file != null) {
        dependencies.add(file);
      }
    }
    return whole ? link(draft, dependencies) : null;
  }

  private FileDescriptor link(FileDraft draft, List<FileDescriptor> dependencies)
      throws InvalidSchema {
    try {
      FileDescriptor linked = Linker.build(draft.proto().build(), dependencies);
      TypeNames.complete(draft.proto(), linked);
      learnExtensions(linked);
      encodeOptions(draft);
      draft.applyEdition();
      return Linker.build(draft.proto().build(), dependencies);
    } catch (InvalidSchema problem) {
      throw problem.at(draft.place(problem.symbol()));
    }
  }

  private void encodeOptions(FileDraft draft) throws InvalidSchema {
    OptionEncoder encoder = new OptionEncoder(extensions);
    for (FileDraft.Options written : draft.options()) {
      Message.Builder options = draft.optionsAt(written.path());
      for (OptionElement option : written.elements()) {
        try {
          Descriptor type = options.getDescriptorForType();
          options.mergeFrom(encoder.encode(type, written.symbol(), option), Bundled.OPTIONS);
        } catch (IllegalArgumentException | InvalidProtocolBufferException wrong) {
          String reason = String.valueOf(wrong.getMessage());
          throw new InvalidSchema(draft.proto().getName(), written.symbol(), reason);
        }
      }
    }
  }

  private void learnExtensions(FileDescriptor file) {
    file.getExtensions().forEach(this::learn);
    file.getMessageTypes().forEach(this::learnExtensions);
  }

  private void learnExtensions(Descriptor message) {
    message.getExtensions().forEach(this::learn);
    message.getNestedTypes().forEach(this::learnExtensions);
  }

  private void learn(FieldDescriptor extension) {
    extensions.put(extension.getFullName(), extension);
  }
}
