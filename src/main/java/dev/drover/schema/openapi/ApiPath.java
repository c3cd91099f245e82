package dev.drover.schema.openapi;

import dev.drover.schema.Binding;
import dev.drover.schema.HttpTemplate;
import dev.drover.schema.HttpTemplate.Literal;
import dev.drover.schema.HttpTemplate.Rest;
import dev.drover.schema.HttpTemplate.Segment;
import dev.drover.schema.HttpTemplate.Variable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path template as OpenAPI writes it: each wildcard is a parameter of one segment. One that is
 * all of a variable has the variable's name; one that is a part of it is called after the literal
 * before it ({@code {name=shelves/*}} is {@code shelves/{shelvesId}}), else after the variable.
 *
 * @param text with the names of the parameters in braces
 * @param parameters in their order
 */
record ApiPath(String text, List<Parameter> parameters) {
  /**
   * A wildcard.
   *
   * @param variable which variable of the binding it belongs to; -1 for none
   * @param whole whether it is all of it
   * @param rest whether it stands for any number of segments
   * @param pattern of the variable, such as {@code shelves/*}; empty when there is none
   */
  record Parameter(String name, int variable, boolean whole, boolean rest, String pattern) {}

  private static final String UNESCAPED = "-._~!$&'()*+,;=@";

  /** Of a binding; {@code names} says what a variable, by its place, is called. */
  static ApiPath of(Binding binding, Function<Integer, String> names) {
    HttpTemplate template = binding.template();
    List<Segment> segments = template.segments();
    List<Parameter> parameters = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < segments.size(); at++) {
      text.append('/');
      if (segments.get(at) instanceof Literal literal) {
        text.append(encode(literal.text()));
        continue;
      }
      int variable = variable(template, at);
      Variable all = variable < 0 ? null : template.variables().get(variable);
      boolean whole = all != null && all.end() - all.first() == 1;
      boolean rest = segments.get(at) instanceof Rest;
      String name = whole ? names.apply(variable) : "";
      if (name.isEmpty() && at > 0 && segments.get(at - 1) instanceof Literal before) {
        name = after(before.text(), rest ? "Path" : "Id");
      }
      if (name.isEmpty()) {
        name = variable < 0 ? "segment" : names.apply(variable);
      }
      Set<String> taken = parameters.stream().map(Parameter::name).collect(Collectors.toSet());
      String unique = Unique.of(name, taken);
      parameters.add(new Parameter(unique, variable, whole, rest, pattern(segments, all)));
      text.append('{').append(unique).append('}');
    }
    String verb = template.verb().isEmpty() ? "" : ":" + encode(template.verb());
    return new ApiPath((text.isEmpty() ? "/" : text) + verb, List.copyOf(parameters));
  }

  /**
   * The same for all paths that OpenAPI holds for the same, whatever their parameters are called.
   */
  String shape() {
    return shape(text);
  }

  static String shape(String text) {
    return text.replaceAll("\\{[^}]*}", "{}");
  }

  /** With the names of another path of the same shape. */
  ApiPath named(ApiPath other) {
    List<Parameter> renamed = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter own = parameters.get(i);
      String name = other.parameters.get(i).name();
      renamed.add(new Parameter(name, own.variable, own.whole, own.rest, own.pattern));
    }
    return new ApiPath(other.text, List.copyOf(renamed));
  }

  private static int variable(HttpTemplate template, int segment) {
    for (int i = 0; i < template.variables().size(); i++) {
      Variable variable = template.variables().get(i);
      if (variable.first() <= segment && segment < variable.end()) {
        return i;
      }
    }
    return -1;
  }

  private static String pattern(List<Segment> segments, @Nullable Variable variable) {
    if (variable == null) {
      return "";
    }
    return segments.subList(variable.first(), variable.end()).stream()
        .map(
            segment ->
                segment instanceof Literal literal
                    ? literal.text()
                    : segment instanceof Rest ? "**" : "*")
        .collect(Collectors.joining("/"));
  }

  /** Such as {@code bookShelvesId} of {@code book-shelves}; empty when nothing is left. */
  private static String after(String literal, String suffix) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      boolean plain = c < 128 && Character.isLetterOrDigit(c);
      if (plain) {
        name.append(upper ? Character.toUpperCase(c) : c);
      }
      upper = !plain && !name.isEmpty();
    }
    return name.isEmpty() ? "" : name.append(suffix).toString();
  }

  /** RFC 3986, section 3.3, without the colon. */
  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", b & 0xff));
    }
    return encoded.toString();
  }
}
