/**
 * What is known of protobuf at run time: descriptors from sets, .proto text or reflection, in
 * immutable versions, and the HTTP rules tied to their methods. Starting points: {@link
 * dev.drover.schema.Schema}, {@link dev.drover.schema.Binding}. Nothing here knows a transport, and
 * nothing waits.
 */
@NullMarked
package dev.drover.schema;

import org.jspecify.annotations.NullMarked;
