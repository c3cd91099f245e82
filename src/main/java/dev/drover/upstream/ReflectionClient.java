package dev.drover.upstream;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.vertx.core.Future;
public final class ReflectionClient { public Future<FileDescriptorSet> read() { return Future.failedFuture("x"); } }
