package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ 'grpc': '*' }",
        "{ 'grpc': 'helloworld.Greeter/*' }",
        "{ 'grpc': 'Greeter/SayHello' }",
        "{ 'path': '/a/{id}' }",
        "{ 'path': '/a/{rest=**}' }",
        "{ 'prefix': '/' }",
        "{ 'hosts': ['www.example.com', '*.example.com', 'localhost', '127.0.0.1', '[::1]'] }",
        "{ 'methods': ['GET', 'M-SEARCH'] }",
        "{ 'headers': { 'x-a': '*', 'x-b': '!', 'x-c': 'abc*' }, 'query': { 'q r': '' } }"
      })
  void theseAreMatches(String json) {
    assertThat(Sample.problems(MatchConfig.class, json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ 'grpc': 'Greeter' }|/grpc: expected a method such as \"pkg.Service/Method\" or \"pkg.Service/*\", found"
            + " \"Greeter\"",
        "{ 'path': 'a' }|/path: expected a path that begins with \"/\", found \"a\"",
        "{ 'prefix': '' }|/prefix: expected a path that begins with \"/\", found \"\"",
        "{ 'hosts': ['h', 'h:80'] }|/hosts/1: expected a host such as \"www.example.com\" or"
            + " \"*.example.com\", without a port, found \"h:80\"",
        "{ 'methods': ['get'] }|/methods/0: expected an HTTP method in capitals such as \"GET\", found"
            + " \"get\"",
        "{ 'headers': { 'x y': '*' } }|/headers/x y: expected the name of a header field, found"
            + " \"x y\"",
        "{ 'grpc': '*', 'prefix': '/' }|expected at most one of \"grpc\", \"path\" and \"prefix\","
            + " found \"grpc\" and \"prefix\""
      })
  void theseAreNot(String json, String problem) {
    assertThat(Sample.problems(MatchConfig.class, json)).containsExactly(problem);
  }

  @Test
  void whatAnExpandedStringSaysIsNotShown() {
    assertThat(Sample.problems(MatchConfig.class, "{ 'methods': ['${env:TOKEN}'] }"))
        .containsExactly(
            "/methods/0: expected an HTTP method in capitals such as \"GET\", found what"
                + " \"${env:TOKEN}\" expands to");
  }
}
