package dev.drover.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/**
 * The API of a route, which people can read and try.
 *
 * @param id the route
 * @param title what the API is called
 * @param host the host name that requests must be for, such as {@code api.example.com}; empty for
 *     any
 * @param document its OpenAPI document without {@code servers}; asked on a worker, at any time and
 *     as often as the page is opened, and not changed
 */
public record ApiDocument(String id, String title, String host, Supplier<ObjectNode> document) {}
