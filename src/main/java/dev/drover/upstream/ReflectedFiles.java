package dev.drover.upstream;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.schema.reflection.FileDescriptorResponse;
import dev.drover.schema.reflection.ListServiceResponse;
import dev.drover.schema.reflection.ServiceResponse;
import dev.drover.status.GrpcCode;
import dev.drover.upstream.ReflectionClient.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a server has told of its files by reflection, and what is still to be asked. Knows no
 * transport. The methods that take an answer throw a {@link CallFailed} when it cannot be right.
 */
final class ReflectedFiles {
  private static final String ITSELF = "grpc.reflection.";

  private final Limits limits;
  private final Deque<String> services = new ArrayDeque<>();
  private final Deque<String> imports = new ArrayDeque<>();
  private final Set<String> imported = new HashSet<>();
  private final Set<String> declared = new HashSet<>();
  private final SortedMap<String, FileDescriptorProto> files = new TreeMap<>();
  private long bytes;

  ReflectedFiles(Limits limits) {
    this.limits = limits;
  }

  /** The server has these services; reflection itself is left out. */
  void take(ListServiceResponse answer) {
    SortedSet<String> names = new TreeSet<>();
    for (ServiceResponse service : answer.getServiceList()) {
      if (!service.getName().startsWith(ITSELF)) {
        names.add(service.getName());
      }
    }
    check(names.size(), limits.services(), "services");
    services.addAll(names);
  }

  /** The server has these files. */
  void take(FileDescriptorResponse answer) {
    for (ByteString file : answer.getFileDescriptorProtoList()) {
      try {
        take(FileDescriptorProto.parseFrom(file), file.size());
      } catch (InvalidProtocolBufferException broken) {
        throw new CallFailed(GrpcCode.INTERNAL, "a file of the answer cannot be read.");
      }
    }
  }

  private void take(FileDescriptorProto file, int size) {
    if (files.putIfAbsent(file.getName(), file) != null) {
      return;
    }
    bytes += size;
    check(files.size(), limits.files(), "files");
    check(bytes, limits.bytes(), "bytes of files");
    String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    for (ServiceDescriptorProto service : file.getServiceList()) {
      declared.add(prefix + service.getName());
    }
    for (String name : file.getDependencyList()) {
      if (imported.add(name)) {
        check(imported.size(), limits.files(), "imports");
        imports.add(name);
      }
    }
  }

  private static void check(long found, long most, String what) {
    if (found > most) {
      throw new CallFailed(
          GrpcCode.RESOURCE_EXHAUSTED,
          "the server has " + found + " " + what + " or more; " + most + " are taken.");
    }
  }

  /** What is to be asked next: missing imports first; null when there is nothing left to ask. */
  @Nullable ReflectionQuestion next() {
    String name;
    while ((name = imports.poll()) != null) {
      if (!files.containsKey(name)) {
        return ReflectionQuestion.file(name);
      }
    }
    while ((name = services.poll()) != null) {
      if (!declared.contains(name)) {
        return ReflectionQuestion.service(name);
      }
    }
    return null;
  }

  /** All that has come, sorted by name. */
  FileDescriptorSet set() {
    return FileDescriptorSet.newBuilder().addAllFile(files.values()).build();
  }
}
