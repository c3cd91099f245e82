package dev.drover.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which requests take a route: those that fulfil everything that is given. */
@Doc("Which requests take a route: those that fulfil everything that is given.")
public record MatchConfig(
    @Doc("A gRPC method: pkg.Service/Method, pkg.Service/*, or * for every gRPC request.")
        @Pattern(
            value = "\\*|[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*/(\\*|[A-Za-z_]\\w*)",
            expected = "a method such as \"pkg.Service/Method\" or \"pkg.Service/*\"")
        Optional<String> grpc,
    @Doc("A template of the whole path: /a/{id}, /a/*, /a/**, /a/{rest=**}.")
        @Pattern(value = "/.*", expected = "a path that begins with \"/\"")
        Optional<String> path,
    @Doc("The first segments of the path: /a takes /a and /a/b, not /ab.")
        @Pattern(value = "/.*", expected = "a path that begins with \"/\"")
        Optional<String> prefix,
    @Doc("Names of hosts, one of which the request must have: www.example.com, *.example.com.")
        @Pattern(
            value = "(\\*\\.)?[\\w-]+(\\.[\\w-]+)*|\\[[0-9A-Fa-f:.]+\\]",
            expected = "a host such as \"www.example.com\" or \"*.example.com\", without a port")
        List<String> hosts,
    @Doc("HTTP methods, one of which the request must have.")
        @Pattern(
            value = "[A-Z][A-Z0-9_-]*",
            expected = "an HTTP method in capitals such as \"GET\"")
        List<String> methods,
    @Doc(
            "Header fields by name: * must be there, ! must not, abc* begins with abc, anything else"
                + " is the exact value.")
        Map<String, String> headers,
    @Doc("Parameters of the query by name, with values as for headers.") Map<String, String> query)
    implements Checked {
  @Override
  public void check(Problems problems) {
    List<String> ways = new ArrayList<>();
    grpc.ifPresent(any -> ways.add("grpc"));
    path.ifPresent(any -> ways.add("path"));
    prefix.ifPresent(any -> ways.add("prefix"));
    if (ways.size() > 1) {
      problems.add(
          "expected at most one of \"grpc\", \"path\" and \"prefix\", found "
              + Words.list(ways, "and"));
    }
    for (String name : headers.keySet()) {
      if (!FieldName.is(name)) {
        problems
            .at("headers")
            .at(name)
            .add("expected the name of a header field, found " + Words.quoted(name));
      }
    }
  }
}
