package dev.drover.config;

import java.util.List;
import java.util.Map;

/** What is done with header fields: some are removed, then others are set, then added to. */
@Doc("What is done with header fields: some are removed, then others are set, then added to.")
public record HeadersConfig(
    @Doc("Fields with the value that replaces theirs; {variable} is one of the route's path.")
        Map<String, String> set,
    @Doc("Fields with a value that is added to theirs; {variable} is one of the route's path.")
        Map<String, String> add,
    @Doc("The names of fields that are removed.") List<String> remove) {}
