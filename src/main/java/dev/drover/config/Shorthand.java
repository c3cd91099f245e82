package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The record may be written as the value of one of its components alone: {@code "relay": "greeter"}
 * for {@code "relay": {"upstream": "greeter"}}, {@code ["h:1"]} for {@code {"endpoints": ["h:1"]}}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Shorthand {
  /** The name of the component. */
  String value();
}
