package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The form of a string; of each string, on a list or map. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Pattern {
  /** A regular expression for the whole string, in the syntax that Java and ECMA-262 share. */
  String value();

  /** What it stands for, with its article: {@code an HTTP method in capitals such as "GET"}. */
  String expected();
}
