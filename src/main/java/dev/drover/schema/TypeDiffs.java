package dev.drover.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What has changed in message types, each compared once. Not safe for several threads. */
final class TypeDiffs {
  /** Two versions of a message type, of the same full name. */
  record Pair(Descriptor was, Descriptor is) {}

  /**
   * The changes of one type, not those of its fields' types.
   *
   * @param fields the message types of its fields
   */
  record TypeDiff(List<String> incompatible, List<String> compatible, List<Pair> fields) {}

  private final Map<String, TypeDiff> known = new HashMap<>();

  TypeDiff of(Pair pair) {
    TypeDiff diff = known.get(pair.was().getFullName());
    if (diff == null) {
      diff = compare(pair);
      known.put(pair.was().getFullName(), diff);
    }
    return diff;
  }

  private static TypeDiff compare(Pair pair) {
    TypeDiff diff = new TypeDiff(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (FieldDescriptor was : pair.was().getFields()) {
      FieldDescriptor is = pair.is().findFieldByNumber(was.getNumber());
      if (is != null) {
        compare(was, is, diff);
      } else {
        FieldDescriptor moved = pair.is().findFieldByName(was.getName());
        diff.incompatible.add(
            was.getFullName()
                + (moved == null
                    ? " is removed."
                    : " had the number "
                        + was.getNumber()
                        + " and has "
                        + moved.getNumber()
                        + "."));
      }
    }
    for (FieldDescriptor is : pair.is().getFields()) {
      boolean sameName = pair.was().findFieldByName(is.getName()) != null;
      if (pair.was().findFieldByNumber(is.getNumber()) == null && !sameName) {
        (is.isRequired() ? diff.incompatible : diff.compatible)
            .add(is.getFullName() + (is.isRequired() ? " is added, and required." : " is added."));
      }
    }
    return diff;
  }

  private static void compare(FieldDescriptor was, FieldDescriptor is, TypeDiff diff) {
    List<String> incompatible = diff.incompatible;
    String name = was.getFullName();
    if (!type(was).equals(type(is))) {
      incompatible.add(
          name
              + (was.getName().equals(is.getName())
                  ? ""
                  : ", whose number " + was.getNumber() + " is that of " + is.getName() + " now,")
              + (" was " + type(was) + " and is " + type(is) + "."));
      return;
    }
    if (!was.getName().equals(is.getName())) {
      incompatible.add(name + " is named " + is.getName() + " now.");
    } else if (!was.getJsonName().equals(is.getJsonName())) {
      incompatible.add(
          name + " was " + was.getJsonName() + " in JSON and is " + is.getJsonName() + ".");
    }
    if (!peers(was, is).equals(peers(is, was))) {
      incompatible.add(name + " shares a oneof with other fields than before.");
    } else if (was.hasPresence() != is.hasPresence()) {
      diff.compatible.add(
          name + (is.hasPresence() ? " knows" : " no longer knows") + " whether it is set.");
    }
    if (was.getJavaType() == JavaType.MESSAGE) {
      diff.fields.add(new Pair(was.getMessageType(), is.getMessageType()));
    } else if (was.getJavaType() == JavaType.ENUM) {
      compare(was.getEnumType(), is.getEnumType(), name, diff);
    }
  }

  private static void compare(EnumDescriptor was, EnumDescriptor is, String field, TypeDiff diff) {
    for (EnumValueDescriptor value : was.getValues()) {
      EnumValueDescriptor same = is.findValueByName(value.getName());
      if (same == null) {
        diff.incompatible.add(field + " can no longer be " + value.getName() + ".");
      } else if (same.getNumber() != value.getNumber()) {
        diff.incompatible.add(
            field
                + (" had the number " + value.getNumber() + " for " + value.getName())
                + (" and has " + same.getNumber() + "."));
      }
    }
    for (EnumValueDescriptor value : is.getValues()) {
      if (was.findValueByName(value.getName()) == null) {
        diff.compatible.add(field + " can be " + value.getName() + " now.");
      }
    }
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<"
          + (type(entry.findFieldByNumber(1)) + ", " + type(entry.findFieldByNumber(2)))
          + ">";
    }
    String type =
        switch (field.getJavaType()) {
          case MESSAGE -> field.getMessageType().getFullName();
          case ENUM -> field.getEnumType().getFullName();
          case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
              field.getType().name().toLowerCase(Locale.ROOT);
        };
    String encoding = field.getType() == FieldDescriptor.Type.GROUP ? "group " : "";
    String label = field.isRepeated() ? "repeated " : field.isRequired() ? "required " : "";
    return label + encoding + type;
  }

  /** The other fields of its oneof that both versions have, by number. */
  private static Set<Integer> peers(FieldDescriptor field, FieldDescriptor other) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    Set<Integer> peers = new TreeSet<>();
    if (oneof != null) {
      for (FieldDescriptor peer : oneof.getFields()) {
        if (other.getContainingType().findFieldByNumber(peer.getNumber()) != null) {
          peers.add(peer.getNumber());
        }
      }
      peers.remove(field.getNumber());
    }
    return peers;
  }
}
