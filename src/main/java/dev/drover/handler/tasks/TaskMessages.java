package dev.drover.handler.tasks;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Value;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.MessageJson;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import dev.drover.exchange.Exchange;
import dev.drover.task.Form;
import dev.drover.task.Kind;
import dev.drover.task.Load;
import dev.drover.task.Order;
import dev.drover.task.Tasks;
import dev.drover.task.v1.Crew;
import dev.drover.task.v1.Job;
import dev.drover.task.v1.ListReply;
import dev.drover.task.v1.Node;
import dev.drover.task.v1.Priority;
import dev.drover.task.v1.SubmitReply;
import dev.drover.task.v1.SubmitRequest;
import dev.drover.task.v1.TaskInfo;
import io.vertx.core.buffer.Buffer;
import java.util.Comparator;
import java.util.UUID;

/** The messages of drover.v1.Tasks, and what they are here. */
final class TaskMessages {
  private static final MessageJson VALUE =
      new ProtoJson(JsonOptions.CANONICAL, name -> null).of(Value.getDescriptor());
  private static final long NANOS = 1_000_000_000L;

  private TaskMessages() {}

  static Order order(SubmitRequest request, String caller, long remaining) {
    long timeout =
        request.hasTimeout()
            ? Math.max(
                0,
                Math.addExact(
                    Math.multiplyExact(
                        Math.min(request.getTimeout().getSeconds(), Integer.MAX_VALUE), NANOS),
                    request.getTimeout().getNanos()))
            : Exchange.NEVER;
    String id = request.getJob().isEmpty() ? UUID.randomUUID().toString() : request.getJob();
    return new Order(
        id,
        request.getTask(),
        input(request),
        caller,
        priority(request.getPriority()),
        Math.min(timeout, remaining),
        Math.max(0, request.getParts()),
        (done, note) -> {});
  }

  private static Buffer input(SubmitRequest request) {
    return request.hasJson()
        ? Buffer.buffer(VALUE.print(request.getJson().toByteArray()))
        : Buffer.buffer(request.getData().toByteArray());
  }

  private static dev.drover.task.Priority priority(Priority priority) {
    return switch (priority) {
      case HIGH -> dev.drover.task.Priority.HIGH;
      case LOW -> dev.drover.task.Priority.LOW;
      case NORMAL, PRIORITY_UNSPECIFIED, UNRECOGNIZED -> dev.drover.task.Priority.NORMAL;
    };
  }

  /** The answer to a job. Takes a while for a large one that is JSON. */
  static SubmitReply reply(String id, Kind kind, Buffer result) {
    SubmitReply.Builder reply = SubmitReply.newBuilder().setJob(id).setMediaType(kind.mediaType());
    if (kind.traits().gives() == Form.JSON) {
      byte[] json = result.getBytes();
      WireWriter wire = new WireWriter(Integer.MAX_VALUE - 8);
      VALUE.parse(json, 0, json.length, wire);
      try {
        return reply.setJson(Value.parseFrom(wire.toByteArray())).build();
      } catch (InvalidProtocolBufferException impossible) {
        throw new IllegalStateException("What was just written cannot be read.", impossible);
      }
    }
    return reply.setData(ByteString.copyFrom(result.getBytes())).build();
  }

  static ListReply list(Tasks tasks, String caller) {
    ListReply.Builder all = ListReply.newBuilder();
    tasks.kinds().values().stream()
        .filter(kind -> !kind.carries())
        .sorted(Comparator.comparing(Kind::name))
        .forEach(
            kind ->
                all.addTasks(
                    TaskInfo.newBuilder()
                        .setName(kind.name())
                        .setMediaType(kind.mediaType())
                        .setDivisible(kind.divisible())
                        .setIdempotent(kind.traits().idempotent())
                        .setBlocking(kind.traits().blocking())));
    for (Load load : tasks.nodes().all()) {
      all.addNodes(
          Node.newBuilder()
              .setName(load.name())
              .setCpu(crew(load.cpu()))
              .setBlocking(crew(load.blocking()))
              .setDraining(load.draining()));
    }
    for (Tasks.Underway job : tasks.jobs(caller)) {
      all.addJobs(
          Job.newBuilder()
              .setJob(job.id())
              .setTask(job.task())
              .setPriority(Priority.valueOf(job.priority().name()))
              .setAge(
                  Duration.newBuilder()
                      .setSeconds(job.millis() / 1000)
                      .setNanos((int) (job.millis() % 1000 * 1_000_000))));
    }
    return all.build();
  }

  private static Crew crew(Load.Crew crew) {
    return Crew.newBuilder()
        .setSeats(crew.seats())
        .setRunning(crew.running())
        .setQueued(crew.queued())
        .setAbandoned(crew.abandoned())
        .build();
  }
}
