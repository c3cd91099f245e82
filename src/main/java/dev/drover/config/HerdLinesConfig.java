package dev.drover.config;

import java.time.Duration;
import java.util.Optional;

/** The listener of the line protocol. */
@Doc("The listener of the line protocol. It knows no clients: keep it off the public network.")
public record HerdLinesConfig(
    @Doc("The address, or the name, of the interface to bind.")
        @Default("127.0.0.1")
        @Length(min = 1)
        String host,
    @Doc("The TCP port, 0 for any free one. When absent, that of this node among the members.")
        @Range(min = "0", max = "65535")
        Optional<Integer> port,
    @Doc("How many bytes a line may have; a longer one ends its connection.")
        @Default("8KiB")
        @Range(min = "256B", max = "1MiB")
        Size lineBytes,
    @Doc("How many connections there may be at once.")
        @Default("1000")
        @Range(min = "1", max = "100000")
        int connections,
    @Doc("How many commands of one connection may be under way; it is not read from meanwhile.")
        @Default("64")
        @Range(min = "1", max = "10000")
        int pending,
    @Doc("How long a connection may be silent.") @Default("5m") @Range(min = "1s", max = "1d")
        Duration idle) {}
