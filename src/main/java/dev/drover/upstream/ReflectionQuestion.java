package dev.drover.upstream;

import dev.drover.schema.reflection.ServerReflectionRequest;
import dev.drover.schema.reflection.ServerReflectionResponse.MessageResponseCase;

/**
 * A question of server reflection.
 *
 * @param subject what is asked for, in a sentence
 * @param expected what an answer has
 */
record ReflectionQuestion(
    ServerReflectionRequest request, String subject, MessageResponseCase expected) {
  static final ReflectionQuestion SERVICES =
      new ReflectionQuestion(
          ServerReflectionRequest.newBuilder().setListServices("").build(),
          "the services",
          MessageResponseCase.LIST_SERVICES_RESPONSE);

  static ReflectionQuestion service(String name) {
    return new ReflectionQuestion(
        ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build(),
        "the file of service \"" + name + "\"",
        MessageResponseCase.FILE_DESCRIPTOR_RESPONSE);
  }

  static ReflectionQuestion file(String name) {
    return new ReflectionQuestion(
        ServerReflectionRequest.newBuilder().setFileByFilename(name).build(),
        "the file \"" + name + "\"",
        MessageResponseCase.FILE_DESCRIPTOR_RESPONSE);
  }
}
