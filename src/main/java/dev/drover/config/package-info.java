/**
 * The configuration: records, and the strict reading of JSON into them.
 *
 * <p>Starting points: {@link dev.drover.config.GatewayConfig#parse} for a whole configuration,
 * {@link dev.drover.config.ConfigReader} for any record. What a record means is said by annotations
 * on its components, and from the same annotations come the reading, the JSON Schema and the
 * reference.
 */
@NullMarked
package dev.drover.config;

import org.jspecify.annotations.NullMarked;
