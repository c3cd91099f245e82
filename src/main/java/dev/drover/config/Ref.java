package dev.drover.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The string is a key of an object at the top of the document, such as {@code upstreams}.
 *
 * <p>It is not checked when the record that is read has no such section, so that a filter can be
 * read on its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Ref {
  /** The key of the section. */
  String value();
}
