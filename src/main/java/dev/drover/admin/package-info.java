/**
 * The admin port, for people and their tools: health, metrics, what is configured, what is in
 * flight. Starting points: {@link dev.drover.admin.AdminServer}, and {@link
 * dev.drover.admin.AdminView}, all it sees of the gateway.
 */
@NullMarked
package dev.drover.admin;

import org.jspecify.annotations.NullMarked;
