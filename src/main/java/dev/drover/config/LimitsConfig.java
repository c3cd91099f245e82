package dev.drover.config;

import java.time.Duration;
import java.util.Optional;

/** What one client of a listener may take. */
@Doc("What one client of a listener may take, in size, in time and in number.")
public record LimitsConfig(
    @Doc("The header fields of a request together, names and values.")
        @Default("16KiB")
        @Range(min = "1KiB", max = "16MiB")
        Size headerBytes,
    @Doc("The number of header fields of a request.")
        @Default("100")
        @Range(min = "1", max = "10000")
        int headerCount,
    @Doc("The target of a request: path and query.")
        @Default("8KiB")
        @Range(min = "256B", max = "1MiB")
        Size uriBytes,
    @Doc("The body of a request; unlimited when absent. A route may set a smaller one.")
        Optional<Size> bodyBytes,
    @Doc("From the first byte of a request to the end of its header.")
        @Default("10s")
        @Range(min = "1ms", max = "1h")
        Duration headerTimeout,
    @Doc("How long a connection without an exchange is kept.")
        @Default("60s")
        @Range(min = "1ms", max = "1d")
        Duration idleTimeout,
    @Doc(
            "How long a client may read nothing of an answer that waits, or send nothing of a body it"
                + " owes.")
        @Default("30s")
        @Range(min = "1ms", max = "1d")
        Duration stallTimeout,
    @Doc("The exchanges at one time on an HTTP/2 connection.")
        @Default("256")
        @Range(min = "1", max = "1000000")
        int concurrentStreams,
    @Doc("The connections at one time.") @Default("10000") @Range(min = "1", max = "10000000")
        int connections,
    @Doc("The flow-control window of an HTTP/2 stream.")
        @Default("1MiB")
        @Range(min = "1KiB", max = "1GiB")
        Size streamWindow,
    @Doc("The flow-control window of an HTTP/2 connection.")
        @Default("4MiB")
        @Range(min = "64KiB", max = "1GiB")
        Size connectionWindow,
    @Doc(
            "The burst of SETTINGS, PING, PRIORITY and empty frames of an HTTP/2 connection; a tenth"
                + " of it is granted again each second.")
        @Default("1000")
        @Range(min = "10", max = "1000000")
        int controlFrames,
    @Doc(
            "The burst of streams of an HTTP/2 connection that are reset as soon as they started; a"
                + " fifth of it is granted again each second.")
        @Default("1000")
        @Range(min = "10", max = "1000000")
        int prematureResets) {}
