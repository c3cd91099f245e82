package dev.drover.command;

import java.io.PrintWriter;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err problems
 */
record Console(PrintWriter out, PrintWriter err) {}
