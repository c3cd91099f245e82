package dev.drover.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP rule tied to a gRPC method (google/api/http.proto, "HttpRule"): which requests call the
 * method, and where the fields of its request come from. Immutable.
 *
 * @param method what is called
 * @param verb the HTTP method, {@code *} for any; in capitals unless a custom one is not
 * @param template which paths
 * @param variables the field that each variable of the template fills, in the template's order:
 *     each the way from the request message to the field, of which all but the last are singular
 *     messages, and the last is no message that has no text form, and not repeated
 * @param body what the content of the request becomes
 * @param responseBody the field of the response that is the content of the answer, null for the
 *     whole message
 */
public record Binding(
    MethodDescriptor method,
    String verb,
    HttpTemplate template,
    List<List<FieldDescriptor>> variables,
    Content body,
    @Nullable FieldDescriptor responseBody) {

  /** What the content of a request becomes. */
  public sealed interface Content {}

  /** Nothing: the fields come from path and query. */
  public record NoContent() implements Content {}

  /** The whole request message; the query fills nothing then. */
  public record WholeMessage() implements Content {}

  /** One field of it. */
  public record OneField(FieldDescriptor field) implements Content {}

  public Binding {
    variables = variables.stream().map(List::copyOf).toList();
  }

  /** {@code package.Service/Method}. */
  public String rpc() {
    return method.getService().getFullName() + "/" + method.getName();
  }
}
