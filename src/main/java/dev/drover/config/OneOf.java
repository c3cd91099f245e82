package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a {@link Choice}, or each in a list or map of them, is written in JSON. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface OneOf {
  /**
   * The kind of the {@link Vocabulary} that the name belongs to, a plural such as {@code filters}.
   */
  String kind();

  /** Where the name stands. */
  Form form();

  /** The key of the name when the form is {@link Form#TAGGED}. */
  String tag() default "";

  /** Where the name of a choice stands. */
  enum Form {
    /** It is the only key of an object: {@code {"cors": {...}}}. */
    WRAPPED,
    /**
     * It is a key of the enclosing object, beside the keys of its record: {@code "relay": {...}}.
     */
    INLINE,
    /** It is the value of the key {@link OneOf#tag}; the other keys are those of its record. */
    TAGGED
  }
}
