package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import java.util.Optional;

/** TLS to the endpoints of an upstream. */
@Doc("TLS to the endpoints of an upstream.")
public record UpstreamTlsConfig(
    @Doc("A PEM file of the authorities to trust. Without a value: those of the JVM.")
        Optional<String> ca,
    @Doc("The name the certificate must have, when it is not the endpoint's host.")
        Optional<String> serverName,
    @Doc("A PEM file with the client certificate chain.") Optional<String> certificate,
    @Doc("A PEM file with the key of the client certificate.") Optional<String> key,
    @Doc("Whether the certificate is checked at all; switch it off for a test only.")
        @Default("true")
        boolean verify) {}
