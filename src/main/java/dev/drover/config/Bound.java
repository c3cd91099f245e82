package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;

/** A value that was read, and how the effective document shows it. */
record Bound(Object value, JsonNode effective) {}
