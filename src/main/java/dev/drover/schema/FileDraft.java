package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.OptionElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file on its way from text to descriptor: names of types are as written, and options not read.
 */
final class FileDraft {
  /**
   * Options as written.
   *
   * @param path of the declaration in the descriptor (descriptor.proto, "SourceCodeInfo")
   * @param symbol the full name of the declaration, inside of which names are looked up
   */
  record Options(List<Integer> path, String symbol, List<OptionElement> elements) {}

  private final Edition edition;
  private final FileDescriptorProto.Builder proto = FileDescriptorProto.newBuilder();
  private final List<Options> options = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  FileDraft(Edition edition) {
    this.edition = edition;
  }

  FileDescriptorProto.Builder proto() {
    return proto;
  }

  /** Names the edition, once names are found: its checks need the options, and they the names. */
  void applyEdition() {
    if (edition != Edition.EDITION_UNKNOWN) {
      proto.setSyntax("editions").setEdition(edition);
    }
  }

  List<Options> options() {
    return options;
  }

  /** The file's name, with the line of the symbol where it is known. */
  String place(String symbol) {
    Integer line = lines.get(symbol);
    return proto.getName() + (line == null ? "" : ":" + line);
  }

  /** Notes where a declaration stands, and what its comment says. */
  void declare(List<Integer> path, String symbol, Location location, String documentation) {
    lines.putIfAbsent(symbol, location.getLine());
    String comment = ProtoText.comment(documentation);
    if (!comment.isEmpty()) {
      int line = Math.max(0, location.getLine() - 1);
      int column = Math.max(0, location.getColumn() - 1);
      proto
          .getSourceCodeInfoBuilder()
          .addLocation(
              SourceCodeInfo.Location.newBuilder()
                  .addAllPath(path)
                  .addAllSpan(List.of(line, column, column))
                  .setLeadingComments(comment + "\n"));
    }
  }

  /** Notes options to be read later. */
  void options(List<Integer> path, String symbol, List<OptionElement> elements) {
    if (!elements.isEmpty()) {
      options.add(new Options(path, symbol, elements));
    }
  }

  /** The options message of the declaration there, to be filled. */
  Message.Builder optionsAt(List<Integer> path) {
    Message.Builder at = proto;
    for (int i = 0; i < path.size(); i += 2) {
      FieldDescriptor step = at.getDescriptorForType().findFieldByNumber(path.get(i));
      at = at.getRepeatedFieldBuilder(step, path.get(i + 1));
    }
    return at.getFieldBuilder(at.getDescriptorForType().findFieldByName("options"));
  }

  /** The path one step further down. */
  static List<Integer> path(List<Integer> parent, int field, int index) {
    List<Integer> path = new ArrayList<>(parent);
    path.add(field);
    path.add(index);
    return List.copyOf(path);
  }

  /** The full name of what is declared in a scope, which is empty for a file without a package. */
  static String symbol(String scope, String name) {
    return scope.isEmpty() ? name : scope + "." + name;
  }
}
