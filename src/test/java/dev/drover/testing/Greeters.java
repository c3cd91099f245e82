package dev.drover.testing;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;

/** Versions of a service {@code helloworld.Greeter} that no class was generated for. */
public final class Greeters {
  private Greeters() {}

  /**
   * Its file with these methods, each bound to {@code GET /v1/METHOD/{name}} and giving its request
   * back.
   */
  public static FileDescriptorProto file(String... methods) {
    ServiceDescriptorProto.Builder service = ServiceDescriptorProto.newBuilder().setName("Greeter");
    for (String method : methods) {
      HttpRule rule = HttpRule.newBuilder().setGet("/v1/" + method + "/{name}").build();
      service.addMethod(
          MethodDescriptorProto.newBuilder()
              .setName(method)
              .setInputType(".helloworld.Hello")
              .setOutputType(".helloworld.Hello")
              .setOptions(MethodOptions.newBuilder().setExtension(AnnotationsProto.http, rule)));
    }
    FieldDescriptorProto name =
        FieldDescriptorProto.newBuilder()
            .setName("name")
            .setNumber(1)
            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
            .setType(FieldDescriptorProto.Type.TYPE_STRING)
            .build();
    return FileDescriptorProto.newBuilder()
        .setName("helloworld.proto")
        .setPackage("helloworld")
        .setSyntax("proto3")
        .addDependency("google/api/annotations.proto")
        .addMessageType(DescriptorProto.newBuilder().setName("Hello").addField(name))
        .addService(service)
        .build();
  }
}
