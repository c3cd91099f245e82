package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The bounds of the number of characters of a string, items of a list, or entries of a map. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Length {
  /** The least length. A list or map that must have an item is required. */
  int min() default 0;

  /** The greatest length. */
  int max() default Integer.MAX_VALUE;
}
