package dev.drover.upstream.discovery;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import java.util.Optional;

/** A service of Kubernetes, and how the API server is asked for its endpoints. */
@Doc("The ready endpoints of a Kubernetes service, as its EndpointSlices tell them.")
public record KubernetesConfig(
    @Doc("The name of the service.")
        @Pattern(value = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?", expected = "the name of a service")
        String service,
    @Doc("Its namespace. Without a value: that of the pod the gateway runs in.")
        @Pattern(value = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", expected = "the name of a namespace")
        Optional<String> namespace,
    @Doc("The name of the port, or its number at the pods. Without a value: the only one.")
        Optional<String> port,
    @Doc("The API server.")
        @Default("https://kubernetes.default.svc")
        @Pattern(
            value = "https?://[^/?#@]+",
            expected = "an address such as \"https://kubernetes.default.svc\"")
        String server,
    @Doc("The file with the token of the service account, read for each request; \"\" for none.")
        @Default("/var/run/secrets/kubernetes.io/serviceaccount/token")
        String token,
    @Doc("A PEM file of the authorities that the API server's certificate may come from.")
        @Default("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt")
        String ca) {}
