package dev.drover.handler.transcode;

import com.google.api.CustomHttpPattern;
import com.google.api.HttpRule;
import dev.drover.config.Checked;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An HTTP rule for a method, as google.api.http writes it (google/api/http.proto, "HttpRule"). */
@Doc("An HTTP rule for a method, as google.api.http writes it. A method may have several.")
public record RuleConfig(
    @Doc("The method: package.Service.Method.") @Length(min = 1) String selector,
    @Doc("The path template of a GET.") Optional<String> get,
    @Doc("The path template of a PUT.") Optional<String> put,
    @Doc("The path template of a POST.") Optional<String> post,
    @Doc("The path template of a DELETE.") Optional<String> delete,
    @Doc("The path template of a PATCH.") Optional<String> patch,
    @Doc("Another HTTP method, and its path template.") Optional<Custom> custom,
    @Doc("The field that the content becomes, or * for the whole message.") Optional<String> body,
    @Doc("The field of the answer that becomes the content.") Optional<String> responseBody)
    implements Checked {

  /** Any other HTTP method. */
  @Doc("Any other HTTP method.")
  public record Custom(
      @Doc("The HTTP method, or * for all.") @Length(min = 1) String kind,
      @Doc("The path template.") String path) {}

  @Override
  public void check(Problems problems) {
    long patterns =
        Stream.of(get, put, post, delete, patch, custom).filter(Optional::isPresent).count();
    if (patterns != 1) {
      problems.add(
          "expected exactly one of \"get\", \"put\", \"post\", \"delete\", \"patch\" and"
              + " \"custom\", found "
              + patterns);
    }
  }

  /** The rules by their methods: further ones of a method are its additional bindings. */
  static List<HttpRule> rules(List<RuleConfig> configs) {
    Map<String, HttpRule.Builder> rules = new LinkedHashMap<>();
    for (RuleConfig config : configs) {
      HttpRule.Builder first = rules.get(config.selector);
      if (first == null) {
        rules.put(config.selector, config.rule().setSelector(config.selector));
      } else {
        first.addAdditionalBindings(config.rule());
      }
    }
    return rules.values().stream().map(HttpRule.Builder::build).toList();
  }

  private HttpRule.Builder rule() {
    HttpRule.Builder rule = HttpRule.newBuilder();
    get.ifPresent(rule::setGet);
    put.ifPresent(rule::setPut);
    post.ifPresent(rule::setPost);
    delete.ifPresent(rule::setDelete);
    patch.ifPresent(rule::setPatch);
    custom.ifPresent(
        other ->
            rule.setCustom(
                CustomHttpPattern.newBuilder().setKind(other.kind()).setPath(other.path())));
    body.ifPresent(rule::setBody);
    responseBody.ifPresent(rule::setResponseBody);
    return rule;
  }
}
