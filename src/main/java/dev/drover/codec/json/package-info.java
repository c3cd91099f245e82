/**
 * ProtoJSON straight between wire bytes and Jackson, planned once for each message type. Starting
 * point: {@link dev.drover.codec.json.ProtoJson}.
 */
@NullMarked
package dev.drover.codec.json;

import org.jspecify.annotations.NullMarked;
