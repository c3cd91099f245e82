package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;

/** Puts full names of types in the place of those that were written, once they are linked. */
final class TypeNames {
  private TypeNames() {}

  static void complete(FileDescriptorProto.Builder proto, FileDescriptor linked) {
    for (int i = 0; i < proto.getMessageTypeCount(); i++) {
      complete(proto.getMessageTypeBuilder(i), linked.getMessageTypes().get(i));
    }
    for (int i = 0; i < proto.getExtensionCount(); i++) {
      complete(proto.getExtensionBuilder(i), linked.getExtensions().get(i));
    }
    for (int i = 0; i < proto.getServiceCount(); i++) {
      complete(proto.getServiceBuilder(i), linked.getServices().get(i));
    }
  }

  private static void complete(DescriptorProto.Builder proto, Descriptor linked) {
    for (int i = 0; i < proto.getFieldCount(); i++) {
      complete(proto.getFieldBuilder(i), linked.getFields().get(i));
    }
    for (int i = 0; i < proto.getExtensionCount(); i++) {
      complete(proto.getExtensionBuilder(i), linked.getExtensions().get(i));
    }
    for (int i = 0; i < proto.getNestedTypeCount(); i++) {
      complete(proto.getNestedTypeBuilder(i), linked.getNestedTypes().get(i));
    }
  }

  private static void complete(FieldDescriptorProto.Builder proto, FieldDescriptor linked) {
    if (linked.isExtension()) {
      proto.setExtendee(absolute(linked.getContainingType().getFullName()));
    }
    if (linked.getJavaType() == JavaType.ENUM) {
      proto.setType(FieldDescriptorProto.Type.TYPE_ENUM);
      proto.setTypeName(absolute(linked.getEnumType().getFullName()));
    } else if (linked.getJavaType() == JavaType.MESSAGE) {
      if (!proto.hasType()) {
        proto.setType(FieldDescriptorProto.Type.TYPE_MESSAGE);
      }
      proto.setTypeName(absolute(linked.getMessageType().getFullName()));
    }
  }

  private static void complete(ServiceDescriptorProto.Builder proto, ServiceDescriptor linked) {
    for (int i = 0; i < proto.getMethodCount(); i++) {
      MethodDescriptorProto.Builder method = proto.getMethodBuilder(i);
      MethodDescriptor known = linked.getMethods().get(i);
      method.setInputType(absolute(known.getInputType().getFullName()));
      method.setOutputType(absolute(known.getOutputType().getFullName()));
    }
  }

  private static String absolute(String fullName) {
    return "." + fullName;
  }
}
