package dev.drover.codec.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a message type, by number and by name. */
final class MessagePlan {
  private static final int DENSE = 512;

  final Descriptor type;
  final WellKnown wellKnown;

  /** In the order of their numbers, which is the order of output. */
  final FieldPlan[] fields;

  /** How many oneofs are declared, if any has several members; else 0. */
  final int oneofs;

  private final int[] numbers;
  private final @Nullable FieldPlan[] small;
  private final Map<String, FieldPlan> byName = new HashMap<>();

  MessagePlan(ProtoJson owner, Descriptor type) {
    this.type = type;
    this.wellKnown = WellKnown.of(type);
    List<FieldDescriptor> sorted =
        type.getFields().stream()
            .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
            .toList();
    fields = new FieldPlan[sorted.size()];
    numbers = sorted.stream().mapToInt(FieldDescriptor::getNumber).toArray();
    small = new FieldPlan[numbers.length == 0 ? 1 : Math.min(DENSE, largest() + 1)];
    boolean choices = false;
    for (int i = 0; i < fields.length; i++) {
      FieldDescriptor field = sorted.get(i);
      boolean isEnum = field.getJavaType() == FieldDescriptor.JavaType.ENUM;
      FieldPlan plan =
          new FieldPlan(owner, field, i, isEnum ? owner.plan(field.getEnumType()) : null);
      fields[i] = plan;
      choices |= plan.oneof >= 0;
      if (plan.number < small.length) {
        small[plan.number] = plan;
      }
    }
    oneofs = choices ? type.getOneofs().size() : 0;
    for (FieldDescriptor field : type.getFields()) {
      FieldPlan plan = field(field);
      byName.put(field.getName(), plan);
      byName.put(field.getJsonName(), plan);
    }
  }

  private int largest() {
    return numbers[numbers.length - 1];
  }

  /** The field of that number, or null. */
  @Nullable FieldPlan field(int number) {
    if (number < small.length) {
      return small[number];
    }
    int index = Arrays.binarySearch(numbers, number);
    return index < 0 ? null : fields[index];
  }

  /** The field of that name, as in the .proto or in JSON, or null. */
  @Nullable FieldPlan field(String name) {
    return byName.get(name);
  }

  /** The plan of one of its fields. */
  FieldPlan field(FieldDescriptor field) {
    FieldPlan plan = field(field.getNumber());
    if (plan == null || !plan.descriptor().equals(field)) {
      throw new IllegalArgumentException(
          field.getFullName() + " is no field of " + type.getFullName());
    }
    return plan;
  }

  /** The field of an entry of a map. */
  FieldPlan key() {
    return fields[0];
  }

  /** The field of an entry of a map. */
  FieldPlan value() {
    return fields[1];
  }
}
