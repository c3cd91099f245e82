package dev.drover.config;

import java.util.Optional;

/**
 * How a request is changed on its way upstream, and its response on the way back. At most one of
 * {@code stripPrefix}, {@code prefix} and {@code path} is given.
 */
@Doc("How a request is changed on its way upstream, and its response on the way back.")
public record RewriteConfig(
    @Doc("The first segments of the path, which are taken off.") Optional<String> stripPrefix,
    @Doc("Segments that replace those in front of the ** of the route's path.")
        Optional<String> prefix,
    @Doc("The whole path; {variable} is one of the route's path. The query stays.")
        Optional<String> path,
    @Doc("A host and optional port, keep for that of the client, upstream for the endpoint's.")
        Optional<String> host,
    @Doc("What is done with the header fields of the request.") HeadersConfig headers,
    @Doc("What is done with the header fields of the response.") HeadersConfig responseHeaders) {}
