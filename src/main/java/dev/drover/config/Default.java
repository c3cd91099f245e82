package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a key that is absent.
 *
 * <p>For a string, duration, size, secret or enum it is the text of that string; for anything else
 * it is JSON. In the item of a list {@code {index}} stands for the place of the item, from 0.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Default {
  /** The text, or JSON. */
  String value();

  /**
   * A sibling key: while it is given, this default is not filled in. An {@code Optional} then stays
   * empty; any other component still takes the value, but the effective document does not show it.
   */
  String unless() default "";
}
