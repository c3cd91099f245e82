package dev.drover.filter.shape;

import build.buf.protovalidate.Config;
import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.Schema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all methods of one version of a schema (buf.validate), compiled. Immutable, for all
 * threads; nothing here blocks or looks anything up elsewhere.
 */
final class MessageRules {
  /** A method: what it is sent, and whether in a stream. */
  record Method(Descriptor input, boolean streams) {}

  private static final int MOST_LEVELS = 100;

  private final Validator validator;
  private final Map<String, Method> methods;

  private MessageRules(Validator validator, Map<String, Method> methods) {
    this.validator = validator;
    this.methods = methods;
  }

  static MessageRules of(Schema schema) throws InvalidSchema {
    Map<String, Method> methods = new HashMap<>();
    for (ServiceDescriptor service : schema.services()) {
      for (MethodDescriptor method : service.getMethods()) {
        methods.put(
            service.getFullName() + "/" + method.getName(),
            new Method(method.getInputType(), method.isClientStreaming()));
      }
    }
    List<Descriptor> inputs = methods.values().stream().map(Method::input).distinct().toList();
    try {
      Validator validator =
          ValidatorFactory.newBuilder()
              .withConfig(Config.newBuilder().setEnableNativeRules(true).build())
              .buildWithDescriptors(inputs, true);
      for (Descriptor input : inputs) {
        validator.validate(
            DynamicMessage.getDefaultInstance(input)); // the first time takes longest
      }
      return new MessageRules(validator, Map.copyOf(methods));
    } catch (ValidationException | RuntimeException wrong) {
      throw new InvalidSchema(
          "", "", "its rules of buf.validate cannot be compiled: " + wrong.getMessage());
    }
  }

  /** The method of that name, {@code package.Service/Method}, or null. */
  @Nullable Method method(String name) {
    return methods.get(name);
  }

  /**
   * Looks at a message.
   *
   * @throws Failure MALFORMED when it is none, or breaks a rule
   */
  void check(Method method, byte[] bytes, int offset, int length) {
    ValidationResult result;
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
      in.setRecursionLimit(MOST_LEVELS);
      DynamicMessage.Builder message = DynamicMessage.newBuilder(method.input());
      message.mergeFrom(in);
      result = validator.validate(message.buildPartial());
    } catch (InvalidProtocolBufferException wrong) {
      throw Failure.of(Reason.MALFORMED, "A message is not what the method takes.");
    } catch (IOException | ValidationException unexpected) {
      throw Failure.of(Reason.INTERNAL, "The gateway failed to check this request.", unexpected);
    }
    if (!result.isSuccess()) {
      Violations violations = new Violations();
      for (Violation violation : result.getViolations()) {
        build.buf.validate.Violation found = violation.toProto();
        violations.add(path(found.getField()), text(found));
      }
      throw violations.failure("The message breaks the rules of its schema.");
    }
  }

  private static String text(build.buf.validate.Violation found) {
    return found.getMessage().isEmpty() ? found.getRuleId() : found.getMessage();
  }

  /** {@code items[3].name}, {@code labels["a"]}. */
  private static String path(FieldPath field) {
    StringBuilder path = new StringBuilder();
    for (FieldPathElement element : field.getElementsList()) {
      path.append(path.isEmpty() ? "" : ".").append(element.getFieldName());
      switch (element.getSubscriptCase()) {
        case INDEX -> path.append('[').append(element.getIndex()).append(']');
        case BOOL_KEY -> path.append('[').append(element.getBoolKey()).append(']');
        case INT_KEY -> path.append('[').append(element.getIntKey()).append(']');
        case UINT_KEY ->
            path.append('[').append(Long.toUnsignedString(element.getUintKey())).append(']');
        case STRING_KEY -> path.append("[\"").append(element.getStringKey()).append("\"]");
        case SUBSCRIPT_NOT_SET -> {}
      }
    }
    return path.toString();
  }
}
