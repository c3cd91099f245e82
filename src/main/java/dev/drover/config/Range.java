package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bounds, both inclusive, of a number, a duration or a size; of its items, on a list or map.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Range {
  /** The least value, written as in the configuration; empty for none. */
  String min() default "";

  /** The greatest value, written as in the configuration; empty for none. */
  String max() default "";
}
