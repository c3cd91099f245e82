package dev.drover.schema;

import static dev.drover.schema.FileDraft.path;
import static dev.drover.schema.FileDraft.symbol;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.squareup.wire.Syntax;
import com.squareup.wire.schema.internal.parser.EnumConstantElement;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.ExtendElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ReservedElement;
import com.squareup.wire.schema.internal.parser.RpcElement;
import com.squareup.wire.schema.internal.parser.ServiceElement;
import com.squareup.wire.schema.internal.parser.TypeElement;
import java.util.List;
import kotlin.ranges.IntRange;

/** Writes what a parser read as a descriptor (google/protobuf/descriptor.proto). */
final class FileEncoder {
  private static final int LAST_TAG = 536870911;

  private final FileDraft draft;
  private final ProtoFileElement file;
  private final String scope;
  private final boolean proto3;
  private final MessageEncoder messages;

  private FileEncoder(ProtoText text) {
    this.file = text.file();
    this.scope = file.getPackageName() == null ? "" : file.getPackageName();
    this.draft = new FileDraft(text.edition());
    this.proto3 = file.getSyntax() == Syntax.PROTO_3 && text.edition() == Edition.EDITION_UNKNOWN;
    this.messages = new MessageEncoder(draft, this::enumeration, proto3);
  }

  static FileDraft encode(String name, ProtoText text) {
    FileEncoder encoder = new FileEncoder(text);
    encoder.draft.proto().setName(name);
    encoder.encode();
    return encoder.draft;
  }

  private void encode() {
    FileDescriptorProto.Builder proto = draft.proto();
    if (!scope.isEmpty()) {
      proto.setPackage(scope);
    }
    if (proto3) {
      proto.setSyntax("proto3");
    }
    imports(proto);
    draft.options(List.of(), scope, file.getOptions());
    for (TypeElement type : file.getTypes()) {
      if (type instanceof MessageElement message) {
        List<Integer> path = path(List.of(), 4, proto.getMessageTypeCount());
        proto.addMessageType(messages.encode(message, path, scope));
      } else if (type instanceof EnumElement constants) {
        List<Integer> path = path(List.of(), 5, proto.getEnumTypeCount());
        proto.addEnumType(enumeration(constants, path, scope));
      }
    }
    for (ServiceElement service : file.getServices()) {
      proto.addService(service(service, path(List.of(), 6, proto.getServiceCount())));
    }
    for (ExtendElement extend : file.getExtendDeclarations()) {
      for (FieldElement field : extend.getFields()) {
        List<Integer> path = path(List.of(), 7, proto.getExtensionCount());
        proto.addExtension(messages.field(field, path, scope).setExtendee(extend.getName()));
      }
    }
  }

  private void imports(FileDescriptorProto.Builder proto) {
    proto.addAllDependency(file.getImports());
    for (String name : file.getPublicImports()) {
      proto.addPublicDependency(proto.getDependencyCount()).addDependency(name);
    }
    for (String name : file.getWeakImports()) {
      proto.addWeakDependency(proto.getDependencyCount()).addDependency(name);
    }
  }

  private EnumDescriptorProto enumeration(EnumElement element, List<Integer> path, String scope) {
    String symbol = symbol(scope, element.getName());
    draft.declare(path, symbol, element.getLocation(), element.getDocumentation());
    draft.options(path, symbol, element.getOptions());
    EnumDescriptorProto.Builder proto = EnumDescriptorProto.newBuilder().setName(element.getName());
    for (EnumConstantElement constant : element.getConstants()) {
      List<Integer> at = path(path, 2, proto.getValueCount());
      String name = symbol(scope, constant.getName());
      draft.declare(at, name, constant.getLocation(), constant.getDocumentation());
      draft.options(at, name, constant.getOptions());
      proto.addValueBuilder().setName(constant.getName()).setNumber(constant.getTag());
    }
    for (ReservedElement reserved : element.getReserveds()) {
      for (Object value : reserved.getValues()) {
        if (value instanceof String name) {
          proto.addReservedName(name);
        } else {
          IntRange range = MessageEncoder.range(value);
          int last = range.getLast() == LAST_TAG ? Integer.MAX_VALUE : range.getLast();
          proto.addReservedRange(
              EnumReservedRange.newBuilder().setStart(range.getFirst()).setEnd(last));
        }
      }
    }
    return proto.build();
  }

  private ServiceDescriptorProto service(ServiceElement element, List<Integer> path) {
    String symbol = symbol(scope, element.getName());
    draft.declare(path, symbol, element.getLocation(), element.getDocumentation());
    draft.options(path, symbol, element.getOptions());
    ServiceDescriptorProto.Builder proto =
        ServiceDescriptorProto.newBuilder().setName(element.getName());
    for (RpcElement rpc : element.getRpcs()) {
      List<Integer> at = path(path, 2, proto.getMethodCount());
      String name = symbol(symbol, rpc.getName());
      draft.declare(at, name, rpc.getLocation(), rpc.getDocumentation());
      draft.options(at, name, rpc.getOptions());
      proto.addMethod(method(rpc));
    }
    return proto.build();
  }

  private static MethodDescriptorProto.Builder method(RpcElement rpc) {
    MethodDescriptorProto.Builder proto =
        MethodDescriptorProto.newBuilder()
            .setName(rpc.getName())
            .setInputType(rpc.getRequestType())
            .setOutputType(rpc.getResponseType());
    if (rpc.getRequestStreaming()) {
      proto.setClientStreaming(true);
    }
    if (rpc.getResponseStreaming()) {
      proto.setServerStreaming(true);
    }
    return proto;
  }
}
