package dev.drover.config;

/**
 * The access log.
 *
 * @param target {@code stdout}, or the path of a file
 */
@Doc("The access log: one line for each exchange.")
public record AccessLogConfig(
    @Doc("Whether it is written.") @Default("true") boolean enabled,
    @Doc("stdout, or the path of a file, which is appended to.") @Default("stdout") @Length(min = 1)
        String target,
    @Doc("The lines that may wait to be written; beyond it lines are dropped and counted.")
        @Default("8192")
        @Range(min = "1", max = "1000000")
        int queue) {}
