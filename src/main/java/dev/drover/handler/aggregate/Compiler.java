package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drover.config.Problem;
import dev.drover.expression.Expression;
import dev.drover.expression.InvalidExpression;
import dev.drover.expression.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Compiles what a configuration says, tells all that is wrong with it, and notes what is mentioned.
 * After a problem it gives something that is of no use, so that others are found, too.
 *
 * @param problems told the JSON pointer, and a sentence
 * @param names which variables were mentioned so far
 */
record Compiler(
    Variables<Known> variables, BiConsumer<String, String> problems, Set<String> names) {
  private static final Template NOTHING = new Template.Fixed(NullNode.getInstance());

  Compiler(Variables<Known> variables, BiConsumer<String, String> problems) {
    this(variables, problems, new HashSet<>());
  }

  /** The same with more variables; what is mentioned is noted here. */
  Compiler knowing(String... more) {
    return new Compiler(Known.variables(variables, more), problems, names);
  }

  Expression<Known, Object> any(String at, String text) {
    try {
      return noted(Expression.any(text, variables));
    } catch (InvalidExpression invalid) {
      problems.accept(at, invalid.text());
      return Expression.any("null", variables);
    }
  }

  Expression<Known, Boolean> condition(String at, String text) {
    try {
      return noted(Expression.condition(text, variables));
    } catch (InvalidExpression invalid) {
      problems.accept(at, invalid.text());
      return Expression.condition("true", variables);
    }
  }

  private <T> Expression<Known, T> noted(Expression<Known, T> expression) {
    names.addAll(expression.names());
    return expression;
  }

  /** A string that begins with = is an expression, one that begins with == is text. */
  Template template(String at, JsonNode node) {
    if (node.isTextual()) {
      String text = node.textValue();
      if (!text.startsWith("=")) {
        return new Template.Fixed(node);
      }
      return text.startsWith("==")
          ? new Template.Fixed(TextNode.valueOf(text.substring(1)))
          : new Template.Given(any(at, text.substring(1)));
    }
    if (node.isObject()) {
      Map<String, Template> members = new LinkedHashMap<>();
      node.properties()
          .forEach(
              member ->
                  members.put(
                      member.getKey(),
                      template(at + "/" + Problem.segment(member.getKey()), member.getValue())));
      return new Template.Members(Collections.unmodifiableMap(members));
    }
    if (node.isArray()) {
      List<Template> items = new ArrayList<>();
      for (int i = 0; i < node.size(); i++) {
        items.add(template(at + "/" + i, node.get(i)));
      }
      return new Template.Items(List.copyOf(items));
    }
    return node.isMissingNode() ? NOTHING : new Template.Fixed(node);
  }

  /** Texts by name, such as header fields. */
  Map<String, Template> texts(String at, Map<String, String> texts) {
    Map<String, Template> all = new LinkedHashMap<>();
    texts.forEach(
        (name, text) ->
            all.put(name, template(at + "/" + Problem.segment(name), TextNode.valueOf(text))));
    return Collections.unmodifiableMap(all);
  }

  /** A path in which expressions stand in braces. */
  CallPath path(String at, String path, Map<String, Template> query) {
    List<String> texts = new ArrayList<>();
    List<Expression<Known, Object>> values = new ArrayList<>();
    int from = 0;
    int open = path.indexOf('{');
    while (open >= 0) {
      int close = close(path, open);
      if (close < 0) {
        problems.accept(at, "expected a } for the { at character " + (open + 1));
        return new CallPath(List.of("/"), List.of(), query);
      }
      texts.add(path.substring(from, open));
      values.add(any(at, path.substring(open + 1, close)));
      from = close + 1;
      open = path.indexOf('{', from);
    }
    texts.add(path.substring(from));
    if (texts.stream().anyMatch(text -> !text.matches("[A-Za-z0-9._~!$&'()*+,;=:@%/-]*"))) {
      problems.accept(
          at, "expected a path of ASCII characters, with what is not of them percent-encoded");
    }
    return new CallPath(List.copyOf(texts), List.copyOf(values), query);
  }

  /** Where the brace is that closes one; -1 when nowhere. */
  private static int close(String text, int open) {
    int depth = 0;
    char quote = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
