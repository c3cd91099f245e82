/**
 * Knows clients by JSON Web Tokens. Starting points: {@link dev.drover.filter.jwt.Jwt}, {@link
 * dev.drover.filter.jwt.KeySet}.
 */
@NullMarked
package dev.drover.filter.jwt;

import org.jspecify.annotations.NullMarked;
