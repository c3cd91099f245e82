package dev.drover.config;

/** A certificate and its key; the names of servers are read from the certificate. */
@Doc("A certificate and its key. The server names it serves are read from the certificate.")
public record CertificateConfig(
    @Doc("The path of the PEM file with the certificate, then those that signed it.")
        @Length(min = 1)
        String certificate,
    @Doc("The path of the PEM file with the private key, PKCS #8.") @Length(min = 1) String key) {}
