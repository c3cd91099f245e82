package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.rpc.Status;
import dev.drover.schema.Binding;
import org.jspecify.annotations.Nullable;

/** Describes what a binding does, and what an answer that is an error looks like. */
final class Operations {
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String EVENTS = "text/event-stream";
  private static final String UNLISTED =
      "Fields that are not listed are given in the same way, nested ones as `a.b.c`.";

  private final OpenApi.Options options;
  private final Schemas schemas;
  private final Comments comments;

  Operations(OpenApi.Options options, Schemas schemas, Comments comments) {
    this.options = options;
    this.schemas = schemas;
    this.comments = comments;
  }

  ObjectNode of(Binding binding, ApiPath path, String id) {
    MethodDescriptor method = binding.method();
    Parameters parameters = new Parameters(binding, path, schemas, comments);
    ObjectNode operation = Json.object();
    operation.putArray("tags").add(method.getService().getFullName());
    String comment = comments.of(method);
    String summary = Comments.summary(comment);
    Json.putText(operation, "summary", summary);
    String more = comment.equals(summary) ? "" : comment;
    if (!parameters.isComplete()) {
      more = more.isEmpty() ? UNLISTED : more + "\n\n" + UNLISTED;
    }
    Json.putText(operation, "description", more);
    operation.put("operationId", id);
    Json.putTrue(
        operation,
        "deprecated",
        method.getOptions().getDeprecated() || method.getService().getOptions().getDeprecated());
    if (!parameters.list().isEmpty()) {
      operation.set("parameters", parameters.list());
    }
    if (!(binding.body() instanceof Binding.NoContent)) {
      operation.set("requestBody", request(binding));
    }
    ObjectNode responses = operation.putObject("responses");
    responses.set("200", response(binding));
    responses.putObject("default").put("$ref", "#/components/responses/Error");
    return operation;
  }

  private ObjectNode request(Binding binding) {
    FieldDescriptor field = binding.body() instanceof Binding.OneField one ? one.field() : null;
    Descriptor message = binding.method().getInputType();
    ObjectNode request = Json.object();
    boolean stream = binding.method().isClientStreaming();
    boolean raw = isRaw(message, field);
    StringBuilder description = new StringBuilder();
    if (field != null) {
      description.append(comments.of(field));
    } else if (!binding.variables().isEmpty()) {
      description.append("Fields that the path fills need not be in it.");
    }
    if (stream && !raw) {
      description
          .append(description.isEmpty() ? "" : "\n\n")
          .append("A stream: one JSON value on each line, or all of them in one JSON array.");
    }
    Json.putText(request, "description", description.toString());
    ObjectNode content = request.putObject("content");
    if (raw) {
      binary(content);
    } else if (stream) {
      schema(content, LINES, value(message, field));
      schema(content, JSON, items(value(message, field)));
    } else {
      schema(content, JSON, value(message, field));
    }
    Json.putTrue(request, "required", !message.getFullName().equals("google.protobuf.Empty"));
    return request;
  }

  private ObjectNode response(Binding binding) {
    FieldDescriptor field = binding.responseBody();
    Descriptor message = binding.method().getOutputType();
    ObjectNode response = Json.object();
    boolean stream = binding.method().isServerStreaming();
    boolean raw = isRaw(message, field);
    response.put(
        "description",
        !stream
            ? "OK"
            : raw
                ? "A stream of bytes."
                : "A stream, in the form that `Accept` asks for. When it fails after the first"
                    + " item, the last one is `{\"error\": ...}`, in an event stream an event of"
                    + " that name.");
    if (binding.verb().equals("HEAD")) {
      return response;
    }
    ObjectNode content = response.putObject("content");
    if (raw) {
      binary(content);
    } else if (stream) {
      schema(content, JSON, items(value(message, field)));
      schema(content, LINES, value(message, field));
      schema(content, EVENTS, value(message, field));
    } else {
      schema(content, JSON, value(message, field));
    }
    return response;
  }

  /** The answer to what fails. */
  ObjectNode error() {
    ObjectNode error = Json.object();
    if (options.problems()) {
      error.put("description", "What went wrong, as problem details (RFC 9457).");
      schema(error.putObject("content"), "application/problem+json", problem());
    } else {
      error.put("description", "What went wrong.");
      schema(error.putObject("content"), JSON, schemas.of(Status.getDescriptor()));
    }
    return error;
  }

  private static ObjectNode problem() {
    ObjectNode problem = Json.type("object");
    ObjectNode members = problem.putObject("properties");
    members.set("type", Json.type("string", "uri-reference"));
    members.set("title", Json.type("string"));
    members.set("status", Json.type("integer", "int32"));
    members.set("detail", Json.type("string").put("description", "A sentence that says why."));
    return problem;
  }

  private ObjectNode value(Descriptor message, @Nullable FieldDescriptor field) {
    return field == null ? schemas.of(message) : schemas.of(field);
  }

  private static ObjectNode items(ObjectNode item) {
    ObjectNode items = Json.type("array");
    items.set("items", item);
    return items;
  }

  private static void schema(ObjectNode content, String type, ObjectNode schema) {
    content.putObject(type).set("schema", schema);
  }

  private static void binary(ObjectNode content) {
    schema(content, "*/*", Json.type("string", "binary"));
  }

  /** Whether the content is the bytes of a google.api.HttpBody rather than JSON. */
  private static boolean isRaw(Descriptor message, @Nullable FieldDescriptor field) {
    if (field == null) {
      return message.getFullName().equals("google.api.HttpBody");
    }
    return !field.isRepeated()
        && field.getJavaType() == JavaType.MESSAGE
        && field.getMessageType().getFullName().equals("google.api.HttpBody");
  }
}
