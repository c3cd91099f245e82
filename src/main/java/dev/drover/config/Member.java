package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record as the configuration sees it.
 *
 * @param optional whether its Java type is an {@code Optional} of the shape
 * @param notes its annotations
 */
record Member(String name, Shape shape, boolean optional, AnnotatedElement notes) {
  /** The members of a record, in its order. */
  static List<Member> of(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(Member::of).toList();
  }

  /** The member that alone may stand for the record. */
  static Optional<Member> shorthand(Class<? extends Record> type) {
    Shorthand shorthand = type.getAnnotation(Shorthand.class);
    return shorthand == null
        ? Optional.empty()
        : of(type).stream().filter(member -> member.name.equals(shorthand.value())).findFirst();
  }

  private static Member of(RecordComponent component) {
    Type type = component.getGenericType();
    OneOf oneOf = component.getAnnotation(OneOf.class);
    boolean optional =
        type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    Type inner = optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
    return new Member(component.getName(), Shape.of(inner, oneOf), optional, component);
  }

  @Nullable Default byDefault() {
    return notes.getAnnotation(Default.class);
  }

  @Nullable Range range() {
    return notes.getAnnotation(Range.class);
  }

  @Nullable Length length() {
    return notes.getAnnotation(Length.class);
  }

  @Nullable Ref ref() {
    return notes.getAnnotation(Ref.class);
  }

  @Nullable Pattern pattern() {
    return notes.getAnnotation(Pattern.class);
  }

  String doc() {
    Doc doc = notes.getAnnotation(Doc.class);
    return doc == null ? "" : doc.value();
  }

  /** The choice whose name is a key of the enclosing object, instead of this member's name. */
  Optional<OneOf> inline() {
    return shape instanceof Shape.Open open && open.oneOf().form() == OneOf.Form.INLINE
        ? Optional.of(open.oneOf())
        : Optional.empty();
  }

  /** Whether the key must be given. */
  boolean required() {
    if (optional || byDefault() != null) {
      return false;
    }
    if (shape instanceof Shape.Items || shape instanceof Shape.Entries) {
      Length length = length();
      return length != null && length.min() > 0;
    }
    return !(shape instanceof Shape.Nested nested)
        || of(nested.type()).stream().anyMatch(Member::required);
  }

  /** The JSON of the default in the item at a place of a list; null when there is none. */
  @Nullable JsonNode defaultJson(Optional<String> index) {
    Default byDefault = byDefault();
    if (byDefault == null) {
      return null;
    }
    String text = byDefault.value().replace("{index}", index.orElse(""));
    boolean written =
        shape instanceof Shape.Constant
            || shape instanceof Shape.Written
            || shape == Shape.Scalar.TEXT
            || shape == Shape.Scalar.SECRET
            || shape == Shape.Scalar.DURATION
            || shape == Shape.Scalar.SIZE;
    return written ? TextNode.valueOf(text) : JsonText.literal(text);
  }
}
