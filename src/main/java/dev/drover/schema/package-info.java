/**
 * What is known of protobuf at run time: descriptors from sets, .proto text or reflection, in
 * immutable versions, the HTTP rules tied to their methods, and which of them a request is for.
 * Starting points: {@link dev.drover.schema.Schema}, {@link dev.drover.schema.Bindings}, {@link
 * dev.drover.schema.BindingTable}. Nothing here knows a transport; {@link
 * dev.drover.schema.ProtoCompiler} and {@link dev.drover.schema.DescriptorSetFile} read files, and
 * nothing else waits.
 */
@NullMarked
package dev.drover.schema;

import org.jspecify.annotations.NullMarked;
