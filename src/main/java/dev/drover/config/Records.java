package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads objects into records: known keys, defaults, shorthands, construction, checks. */
final class Records {
  private final Binder binder;
  private final Vocabulary vocabulary;

  Records(Binder binder, Vocabulary vocabulary) {
    this.binder = binder;
    this.vocabulary = vocabulary;
  }

  @Nullable Bound bind(Class<? extends Record> type, JsonNode node, Problems here) {
    if (node.isObject()) {
      return bind(type, (ObjectNode) node, Set.of(), here);
    }
    Optional<Member> alone = Member.shorthand(type).filter(member -> abbreviates(member, node));
    if (alone.isEmpty()) {
      String expected = new Shape.Nested(type).expected();
      here.add("expected " + expected + ", found " + Scalars.describe(node));
      return null;
    }
    ObjectNode object = JsonText.MAPPER.createObjectNode();
    object.set(alone.get().name(), node);
    return bind(type, object, Set.of(), here, alone);
  }

  /** Reads an object; keys in {@code foreign} belong to somebody else. */
  @Nullable Bound bind(
      Class<? extends Record> type, ObjectNode object, Set<String> foreign, Problems here) {
    return bind(type, object, foreign, here, Optional.empty());
  }

  private @Nullable Bound bind(
      Class<? extends Record> type,
      ObjectNode object,
      Set<String> foreign,
      Problems here,
      Optional<Member> alone) {
    List<Member> members = Member.of(type);
    Set<String> meant = rejectUnknown(object, known(members), foreign, here);
    ObjectNode effective = JsonText.MAPPER.createObjectNode();
    List<Object> values = new ArrayList<>();
    for (Member member : members) {
      boolean itself = alone.filter(one -> one.name().equals(member.name())).isPresent();
      Problems place = itself ? here : here.at(member.name());
      Object value =
          member.inline().isPresent()
              ? binder.choices().inline(member, object, meant, effective, here)
              : value(member, object, meant, effective, place, here);
      if (value != null) {
        values.add(value);
      }
    }
    if (values.size() < members.size()) {
      return null;
    }
    Record made = construct(type, values, here);
    return made == null ? null : new Bound(made, effective);
  }

  private @Nullable Object value(
      Member member,
      ObjectNode object,
      Set<String> meant,
      ObjectNode effective,
      Problems place,
      Problems here) {
    JsonNode node = object.get(member.name());
    boolean shown = true;
    if (node == null) {
      Default byDefault = member.byDefault();
      boolean replaced = byDefault != null && object.has(byDefault.unless());
      node = replaced && member.optional() ? null : member.defaultJson(here.index());
      shown = !replaced;
    }
    if (node == null) {
      return absent(member, meant, effective, place);
    }
    Bound bound = binder.bind(member.shape(), member, node, place);
    if (bound == null) {
      return null;
    }
    if (shown) {
      effective.set(member.name(), bound.effective());
    }
    return member.optional() ? Optional.of(bound.value()) : bound.value();
  }

  private @Nullable Object absent(
      Member member, Set<String> meant, ObjectNode effective, Problems place) {
    if (member.optional()) {
      return Optional.empty();
    }
    if (member.required()) {
      if (!meant.contains(member.name())) {
        place.add("required, but missing; expected " + member.shape().expected());
      }
      return null;
    }
    if (member.shape() instanceof Shape.Items) {
      return List.of();
    }
    if (member.shape() instanceof Shape.Nested nested) {
      Bound bound = bind(nested.type(), JsonText.MAPPER.createObjectNode(), place);
      if (bound == null) {
        return null;
      }
      effective.set(member.name(), bound.effective());
      return bound.value();
    }
    return Map.of();
  }

  private Set<String> known(List<Member> members) {
    Set<String> known = new LinkedHashSet<>();
    for (Member member : members) {
      member
          .inline()
          .ifPresentOrElse(
              oneOf -> known.addAll(vocabulary.names(oneOf.kind()).keySet()),
              () -> known.add(member.name()));
    }
    return known;
  }

  /** Adds a problem for each unknown key and gives the keys that were meant instead. */
  private static Set<String> rejectUnknown(
      ObjectNode object, Set<String> known, Set<String> foreign, Problems here) {
    Set<String> meant = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String key = entry.getKey();
      if (!known.contains(key) && !foreign.contains(key)) {
        NearestName.of(key, known).ifPresent(meant::add);
        here.at(key).add("unknown key " + Words.quoted(key) + NearestName.advice(key, known));
      }
    }
    return meant;
  }

  private static boolean abbreviates(Member member, JsonNode node) {
    if (member.shape() instanceof Shape.Items) {
      return node.isArray();
    }
    return member.shape() instanceof Shape.Anything || (node.isValueNode() && !node.isNull());
  }

  private static @Nullable Record construct(
      Class<? extends Record> type, List<Object> values, Problems here) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      Record made = constructor.newInstance(values.toArray());
      int before = here.count();
      if (made instanceof Checked checked) {
        checked.check(here);
      }
      return here.count() == before ? made : null;
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof IllegalArgumentException refused) {
        here.add(String.valueOf(refused.getMessage()));
        return null;
      }
      throw new IllegalStateException("the constructor of " + type + " failed", thrown.getCause());
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException("cannot construct " + type, broken);
    }
  }
}
