package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.schema.Binding;
import java.util.List;
import java.util.Map;

/**
 * OpenAPI documents of bindings (OpenAPI Specification 3.1.0, whose schemas are JSON Schema
 * 2020-12). The comments of the .proto files become descriptions. The same bindings always give the
 * same text.
 */
public final class OpenApi {
  /**
   * What a document says of itself.
   *
   * @param version of the API, not of OpenAPI
   * @param description CommonMark; empty when there is nothing to say
   */
  public record Info(String title, String version, String description) {}

  /**
   * How the messages are written; see ProtoJSON.
   *
   * @param protoNames whether field names are those of the .proto rather than lowerCamelCase
   * @param enumsAsNumbers whether enum values are numbers rather than names
   * @param int64AsNumbers whether 64-bit integers are numbers rather than strings
   * @param problems whether errors are problem details (RFC 9457) rather than a google.rpc.Status
   */
  public record Options(
      boolean protoNames, boolean enumsAsNumbers, boolean int64AsNumbers, boolean problems) {
    /** As ProtoJSON has it without options, with errors as google.rpc.Status. */
    public static final Options CANONICAL = new Options(false, false, false, false);
  }

  private OpenApi() {}

  /**
   * The document of some bindings, in their order. Two of them that OpenAPI cannot tell apart
   * ({@code /v1/{id}} and {@code /v1/{name=**}}) both appear: the path of the later one ends in
   * {@code #} and its operationId, which no client sends.
   *
   * @return a new tree, the caller's own; it has no {@code servers}
   */
  public static ObjectNode of(Info info, List<Binding> bindings, Options options) {
    return new Document(options).of(info, bindings);
  }

  /**
   * One document of several. A schema that two documents define differently is kept twice, under
   * {@code id.name} for the later one; so are, with {@code #id}, paths that cannot be told apart.
   *
   * @param documents by their ids; they are not changed
   */
  public static ObjectNode merge(Info info, Map<String, ObjectNode> documents) {
    return new Merge(info).of(documents);
  }
}
