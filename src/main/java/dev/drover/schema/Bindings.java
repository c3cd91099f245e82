package dev.drover.schema;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.drover.config.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the bindings of services from the annotations of their methods and from rules given beside
 * them, as google/api/http.proto says. What that leaves open:
 *
 * <ul>
 *   <li>A rule for a method takes the place of its annotation, whole; of several the last counts
 *       (google/api/service.proto). Selectors may end in {@code *} and be lists, as in
 *       google/api/documentation.proto.
 *   <li>A body is allowed with every HTTP method. http.proto does not forbid it, Envoy and vanguard
 *       allow it; grpc-gateway refuses it with GET. A client that sends content with GET or DELETE
 *       (RFC 9110, section 9.3.1) has been told so by the one who wrote the rule.
 *   <li>Two methods for the very same requests are an error; the same method twice is not.
 * </ul>
 */
public final class Bindings {
  private static final HttpRule NONE = HttpRule.getDefaultInstance();

  private final Schema schema;
  private final List<InvalidSchema> problems = new ArrayList<>();
  private final Map<String, Binding> byRequests = new LinkedHashMap<>();

  private Bindings(Schema schema) {
    this.schema = schema;
  }

  /**
   * All bindings, in the order of the methods; those of a method in the order of its rule.
   *
   * @param services full names; none for all services of the schema but gRPC's own, reflection and
   *     health
   * @param rules beside the annotations, each with its selector
   * @param rpcPaths whether each method is also called by {@code POST /package.Service/Method} with
   *     the whole message as content
   * @throws InvalidSchema with all problems: unknown services, methods or fields, templates that
   *     cannot be read, variables that have no text form, two methods for the same requests
   */
  public static List<Binding> of(
      Schema schema, Collection<String> services, List<HttpRule> rules, boolean rpcPaths)
      throws InvalidSchema {
    Bindings bindings = new Bindings(schema);
    Set<ServiceDescriptor> chosen = bindings.choose(services);
    Selectors selectors = new Selectors(rules);
    for (ServiceDescriptor service : chosen) {
      for (MethodDescriptor method : service.getMethods()) {
        HttpRule annotation = method.getOptions().getExtension(AnnotationsProto.http);
        bindings.add(method, selectors.ruleOf(method).orElse(annotation));
        if (rpcPaths) {
          bindings.add(method, rpcPath(method));
        }
      }
    }
    bindings.problems.addAll(selectors.problems(schema, chosen));
    if (!bindings.problems.isEmpty()) {
      throw InvalidSchema.of(bindings.problems);
    }
    return List.copyOf(bindings.byRequests.values());
  }

  private Set<ServiceDescriptor> choose(Collection<String> names) {
    Set<ServiceDescriptor> chosen = new LinkedHashSet<>();
    for (String name : names) {
      ServiceDescriptor service = schema.service(name);
      if (service == null) {
        List<String> known =
            schema.services().stream().map(ServiceDescriptor::getFullName).toList();
        problems.add(
            new InvalidSchema("", name, "no such service" + NearestName.advice(name, known)));
      } else {
        chosen.add(service);
      }
    }
    if (names.isEmpty()) {
      schema.services().stream().filter(Bindings::isOrdinary).forEach(chosen::add);
    }
    return chosen;
  }

  private static boolean isOrdinary(ServiceDescriptor service) {
    String name = service.getFullName();
    return !name.startsWith("grpc.reflection.") && !name.equals("grpc.health.v1.Health");
  }

  private static HttpRule rpcPath(MethodDescriptor method) {
    String path = "/" + method.getService().getFullName() + "/" + method.getName();
    return HttpRule.newBuilder().setPost(path).setBody("*").build();
  }

  private void add(MethodDescriptor method, HttpRule rule) {
    if (rule.equals(NONE)) {
      return;
    }
    add(method, rule, 0);
    for (int i = 0; i < rule.getAdditionalBindingsCount(); i++) {
      add(method, rule.getAdditionalBindings(i), i + 1);
    }
  }

  private void add(MethodDescriptor method, HttpRule rule, int additional) {
    try {
      if (additional > 0 && rule.getAdditionalBindingsCount() > 0) {
        throw new IllegalArgumentException(
            "additional_bindings cannot have additional_bindings themselves");
      }
      Binding binding = BindingReader.read(method, rule);
      String requests = binding.verb() + " " + binding.template().anonymous();
      Binding other = byRequests.putIfAbsent(requests, binding);
      if (other != null && !other.method().equals(method)) {
        throw new IllegalArgumentException(
            requests + " is " + other.rpc() + " already; one request cannot be for two methods");
      }
    } catch (IllegalArgumentException wrong) {
      problems.add(
          new InvalidSchema(
              method.getFile().getName(),
              method.getFullName(),
              (additional > 0 ? "additional binding " + additional + ": " : "")
                  + wrong.getMessage()));
    }
  }
}
