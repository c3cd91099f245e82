package dev.drover.schema.openapi;

import com.google.api.AnnotationsProto;
import com.google.api.FieldBehaviorProto;
import com.google.api.HttpBodyProto;
import com.google.api.HttpRule;
import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.drover.schema.Binding;
import dev.drover.schema.HttpTemplate;
import dev.drover.testing.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The descriptors of {@code openapi/library.proto}, read from the text form beside it, and the
 * bindings of its annotations.
 */
final class Library {
  private static final FileDescriptor FILE =
      link(Project.text("src/test/resources/openapi/library.txtpb"));

  private Library() {}

  private static FileDescriptor link(String text) {
    ExtensionRegistry options = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(options);
    FieldBehaviorProto.registerAllExtensions(options);
    try {
      FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
      TextFormat.merge(text, options, file);
      return FileDescriptor.buildFrom(
          file.build(),
          new FileDescriptor[] {
            AnnotationsProto.getDescriptor(),
            FieldBehaviorProto.getDescriptor(),
            HttpBodyProto.getDescriptor(),
            AnyProto.getDescriptor(),
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            WrappersProto.getDescriptor()
          });
    } catch (Exception broken) {
      throw new IllegalStateException("library.txtpb cannot be linked.", broken);
    }
  }

  static Descriptor message(String name) {
    return Objects.requireNonNull(FILE.findMessageTypeByName(name), name);
  }

  /** All bindings of all methods, in their order. */
  static List<Binding> bindings() {
    return FILE.getServices().stream()
        .flatMap(service -> service.getMethods().stream())
        .flatMap(Library::bindings)
        .toList();
  }

  private static Stream<Binding> bindings(MethodDescriptor method) {
    if (!method.getOptions().hasExtension(AnnotationsProto.http)) {
      return Stream.of();
    }
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    return Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream())
        .map(each -> binding(method, each));
  }

  /** A binding of a method of the service Library. */
  static Binding binding(String method, HttpRule rule) {
    return binding(FILE.findServiceByName("Library").findMethodByName(method), rule);
  }

  private static Binding binding(MethodDescriptor method, HttpRule rule) {
    HttpTemplate template =
        template(
            switch (rule.getPatternCase()) {
              case GET -> rule.getGet();
              case PUT -> rule.getPut();
              case POST -> rule.getPost();
              case DELETE -> rule.getDelete();
              case PATCH -> rule.getPatch();
              case CUSTOM -> rule.getCustom().getPath();
              case PATTERN_NOT_SET -> throw new IllegalArgumentException("A rule has a pattern.");
            });
    Descriptor request = method.getInputType();
    return new Binding(
        method,
        rule.hasCustom() ? rule.getCustom().getKind() : rule.getPatternCase().name(),
        template,
        template.variables().stream().map(each -> way(request, each.fieldPath())).toList(),
        switch (rule.getBody()) {
          case "" -> new Binding.NoContent();
          case "*" -> new Binding.WholeMessage();
          default -> new Binding.OneField(request.findFieldByName(rule.getBody()));
        },
        method.getOutputType().findFieldByName(rule.getResponseBody()));
  }

  private static List<FieldDescriptor> way(Descriptor message, String path) {
    List<FieldDescriptor> way = new ArrayList<>();
    for (String name : path.split("\\.")) {
      Descriptor at = way.isEmpty() ? message : way.get(way.size() - 1).getMessageType();
      way.add(at.findFieldByName(name));
    }
    return way;
  }

  /** Templates as far as these tests have them. */
  private static HttpTemplate template(String text) {
    int colon = text.lastIndexOf(':');
    List<HttpTemplate.Segment> segments = new ArrayList<>();
    List<HttpTemplate.Variable> variables = new ArrayList<>();
    String path = colon < 0 ? text : text.substring(0, colon);
    for (String part : path.substring(1).split("/(?![^{]*})")) {
      boolean variable = part.startsWith("{");
      String inner = variable ? part.substring(1, part.length() - 1) : part;
      int equals = inner.indexOf('=');
      int first = segments.size();
      String pattern = variable && equals < 0 ? "*" : inner.substring(equals + 1);
      Stream.of(pattern.split("/")).map(Library::segment).forEach(segments::add);
      if (variable) {
        String name = equals < 0 ? inner : inner.substring(0, equals);
        variables.add(new HttpTemplate.Variable(name, first, segments.size()));
      }
    }
    return new HttpTemplate(segments, colon < 0 ? "" : text.substring(colon + 1), variables);
  }

  private static HttpTemplate.Segment segment(String text) {
    return switch (text) {
      case "*" -> new HttpTemplate.One();
      case "**" -> new HttpTemplate.Rest();
      default -> new HttpTemplate.Literal(text);
    };
  }
}
