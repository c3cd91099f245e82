package dev.drover.schema.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The comments of .proto files (descriptor.proto, "SourceCodeInfo"): the one in front of a
 * declaration, else the one behind it. What stands in {@code (-- --)} is for the authors of the API
 * only (AIP-192).
 */
final class Comments {
  private static final Pattern INTERNAL = Pattern.compile("(?s)\\(--.*?--\\)");
  private static final Pattern BLANK_LINES = Pattern.compile("\n{2,}");
  private static final Pattern SENTENCE = Pattern.compile("^.*?[.!?](?=\\s+\\p{Lu}|$)");

  private final Map<FileDescriptor, Map<List<Integer>, String>> files = new IdentityHashMap<>();

  /** Empty when there is none. */
  String of(GenericDescriptor declared) {
    return files
        .computeIfAbsent(declared.getFile(), Comments::read)
        .getOrDefault(place(declared), "");
  }

  /** The first sentence, on one line. */
  static String summary(String comment) {
    String paragraph = BLANK_LINES.split(comment, 2)[0].replaceAll("\\s+", " ");
    Matcher sentence = SENTENCE.matcher(paragraph);
    return sentence.find() ? sentence.group() : paragraph;
  }

  private static Map<List<Integer>, String> read(FileDescriptor file) {
    Map<List<Integer>, String> comments = new HashMap<>();
    for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
      String leading = clean(location.getLeadingComments());
      String comment = leading.isEmpty() ? clean(location.getTrailingComments()) : leading;
      if (!comment.isEmpty()) {
        comments.put(List.copyOf(location.getPathList()), comment);
      }
    }
    return comments;
  }

  private static String clean(String raw) {
    List<String> lines = new ArrayList<>();
    for (String line : INTERNAL.matcher(raw).replaceAll("").split("\n", -1)) {
      lines.add((line.startsWith(" ") ? line.substring(1) : line).stripTrailing());
    }
    return BLANK_LINES.matcher(String.join("\n", lines).strip()).replaceAll("\n\n");
  }

  private static List<Integer> place(GenericDescriptor declared) {
    List<Integer> place = new ArrayList<>();
    descend(declared, place);
    return place;
  }

  private static void descend(GenericDescriptor declared, List<Integer> place) {
    if (declared instanceof Descriptor message) {
      within(
          message.getContainingType(),
          FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER,
          DescriptorProto.NESTED_TYPE_FIELD_NUMBER,
          place);
      place.add(message.getIndex());
    } else if (declared instanceof EnumDescriptor type) {
      within(
          type.getContainingType(),
          FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER,
          DescriptorProto.ENUM_TYPE_FIELD_NUMBER,
          place);
      place.add(type.getIndex());
    } else if (declared instanceof ServiceDescriptor service) {
      place.addAll(List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex()));
    } else if (declared instanceof FieldDescriptor field) {
      descend(field.getContainingType(), place);
      place.addAll(List.of(DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex()));
    } else if (declared instanceof OneofDescriptor oneof) {
      descend(oneof.getContainingType(), place);
      place.addAll(List.of(DescriptorProto.ONEOF_DECL_FIELD_NUMBER, oneof.getIndex()));
    } else if (declared instanceof EnumValueDescriptor value) {
      descend(value.getType(), place);
      place.addAll(List.of(EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex()));
    } else if (declared instanceof MethodDescriptor method) {
      descend(method.getService(), place);
      place.addAll(List.of(ServiceDescriptorProto.METHOD_FIELD_NUMBER, method.getIndex()));
    }
  }

  private static void within(
      @Nullable Descriptor outer, int ofFile, int ofMessage, List<Integer> place) {
    if (outer == null) {
      place.add(ofFile);
    } else {
      descend(outer, place);
      place.add(ofMessage);
    }
  }
}
