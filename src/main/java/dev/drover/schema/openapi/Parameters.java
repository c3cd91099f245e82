package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.FieldBehavior;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.drover.schema.Binding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The parameters of one binding: those of its path, and fields that a query may fill. */
final class Parameters {
  /** Fields deeper than that are filled by a query, too, but not listed. */
  private static final int DEEPEST = 4;

  private static final int MOST = 250;

  private final Binding binding;
  private final Schemas schemas;
  private final Comments comments;
  private final ArrayNode list = JsonNodeFactory.instance.arrayNode();
  private boolean complete = true;

  Parameters(Binding binding, ApiPath path, Schemas schemas, Comments comments) {
    this.binding = binding;
    this.schemas = schemas;
    this.comments = comments;
    path.parameters().forEach(parameter -> list.add(inPath(parameter)));
    if (!(binding.body() instanceof Binding.WholeMessage)) {
      query(binding.method().getInputType(), new ArrayDeque<>(), true);
    }
  }

  ArrayNode list() {
    return list;
  }

  /** False when there are fields that a query can fill and that are not listed. */
  boolean isComplete() {
    return complete;
  }

  private ObjectNode inPath(ApiPath.Parameter parameter) {
    ObjectNode node = Json.object();
    node.put("name", parameter.name()).put("in", "path").put("required", true);
    List<FieldDescriptor> way =
        parameter.variable() < 0 ? List.of() : binding.variables().get(parameter.variable());
    List<String> sentences = new ArrayList<>();
    if (!way.isEmpty()) {
      String variable = schemas.name(way);
      sentences.add(comments.of(way.get(way.size() - 1)));
      if (!parameter.whole()) {
        sentences.add("A part of `" + variable + "`, which is `" + parameter.pattern() + "`.");
      } else if (!variable.equals(parameter.name())) {
        sentences.add("Fills `" + variable + "`.");
      }
    }
    if (parameter.rest()) {
      sentences.add("It may contain slashes.");
    }
    sentences.removeIf(String::isEmpty);
    Json.putText(node, "description", String.join("\n\n", sentences));
    boolean typed = parameter.whole() && !parameter.rest() && !way.isEmpty();
    node.set("schema", typed ? schemas.text(way.get(way.size() - 1)) : Json.type("string"));
    Json.putTrue(node, "x-slashes", parameter.rest());
    return node;
  }

  private void query(Descriptor message, Deque<FieldDescriptor> way, boolean required) {
    for (FieldDescriptor field : message.getFields()) {
      way.addLast(field);
      if (isOpen(way)) {
        boolean needed = required && Schemas.isRequired(field);
        if (field.isMapField()) {
          if (Schemas.isText(field.getMessageType().findFieldByNumber(2))) {
            add(way, needed);
          }
        } else if (Schemas.isText(field)) {
          add(way, needed);
        } else if (!field.isRepeated() && WellKnown.of(field.getMessageType()) == null) {
          descend(field.getMessageType(), way, needed);
        }
      }
      way.removeLast();
    }
  }

  /** Neither the path nor the content fills it, and it is not the server's to say. */
  private boolean isOpen(Deque<FieldDescriptor> way) {
    boolean content =
        way.size() == 1
            && binding.body() instanceof Binding.OneField one
            && one.field().equals(way.getLast());
    return !content
        && !binding.variables().contains(List.copyOf(way))
        && !Schemas.behaves(way.getLast(), FieldBehavior.OUTPUT_ONLY);
  }

  private void descend(Descriptor message, Deque<FieldDescriptor> way, boolean required) {
    boolean recursion =
        message.equals(binding.method().getInputType())
            || way.stream()
                .limit(way.size() - 1L)
                .anyMatch(
                    field ->
                        field.getJavaType() == JavaType.MESSAGE
                            && field.getMessageType().equals(message));
    if (recursion || way.size() >= DEEPEST) {
      complete = false;
    } else {
      query(message, way, required);
    }
  }

  private void add(Deque<FieldDescriptor> way, boolean required) {
    if (list.size() >= MOST) {
      complete = false;
      return;
    }
    FieldDescriptor field = way.getLast();
    ObjectNode node = list.addObject();
    node.put("name", schemas.name(way)).put("in", "query");
    Json.putText(node, "description", comments.of(field));
    Json.putTrue(node, "required", required);
    Json.putTrue(node, "deprecated", field.getOptions().getDeprecated());
    if (field.isMapField()) {
      node.put("style", "deepObject").put("explode", true);
      ObjectNode map = node.putObject("schema").put("type", "object");
      map.set("additionalProperties", schemas.text(field.getMessageType().findFieldByNumber(2)));
    } else if (field.isRepeated()) {
      node.put("explode", true);
      node.putObject("schema").put("type", "array").set("items", schemas.text(field));
    } else {
      node.set("schema", schemas.text(field));
    }
  }
}
