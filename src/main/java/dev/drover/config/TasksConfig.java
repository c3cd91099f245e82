package dev.drover.config;

import java.util.Map;
import java.util.Optional;

/** Work that is done off the event loops. */
@Doc("Work that is done off the event loops, on this node or on worker nodes.")
public record TasksConfig(
    @Doc(
            "How many CPU-heavy jobs this node does at once; 0 leaves them to other nodes. One less"
                + " than there are processors when absent, and at least one.")
        @Range(min = "0", max = "1024")
        Optional<Integer> workers,
    @Doc(
            "How many blocking jobs this node does at once: on virtual threads where the JDK has"
                + " them, which is from 21 on.")
        @Default("64")
        @Range(min = "0", max = "100000")
        int blocking,
    @Doc("Whether jobs go to all nodes of the Vert.x cluster, and this node takes theirs.")
        @Default("false")
        boolean cluster,
    @Doc("Whether the gRPC service drover.v1.Tasks is served, and its REST form under /v1/tasks.")
        @Default("false")
        boolean grpc,
    @Doc("How large the input of a job, and its result, may be.")
        @Default("16MiB")
        @Range(min = "1KiB", max = "1GiB")
        Size payloadBytes,
    @Doc("Tasks with a configuration, by names of their own.")
        @OneOf(kind = "tasks", form = OneOf.Form.TAGGED, tag = "kind")
        Map<String, Choice> named,
    @Doc("The limits of tasks by their names, where they are not to be those they come with.")
        Map<String, TaskLimitsConfig> limits) {

  /** How many CPU-heavy jobs this node does at once. */
  public int cpuSeats() {
    return workers.orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }
}
