package dev.drover;

import dev.drover.herd.Herd;
import dev.drover.limit.Peers;
import dev.drover.task.Tasks;
import dev.drover.telemetry.Telemetry;
import dev.drover.upstream.Rosters;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What all event loops of a gateway have in common. Safe for use by any thread.
 *
 * @param number tells this gateway from others in the process
 * @param telemetry the counters
 * @param rosters where endpoints come from
 * @param shared what filters have in common
 * @param herd this node of the herd; empty when the gateway stands alone
 * @param peers the other nodes; none of them knows anything when the gateway stands alone
 * @param tasks work off the loops
 * @param ready whether the gateway takes new work
 */
record Common(
    int number,
    Telemetry telemetry,
    Rosters rosters,
    SharedParts shared,
    Optional<Herd> herd,
    Peers peers,
    Tasks tasks,
    BooleanSupplier ready) {}
