package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a set of protobuf descriptors known at run time. Immutable and safe for all
 * threads: an exchange keeps the version it began with, whatever is learned meanwhile.
 */
public final class Schema {
  private static final int VERSION_BYTES = 6;

  private final String name;
  private final FileDescriptorSet set;
  private final Map<String, FileDescriptor> files;
  private final String version;
  private final Map<String, ServiceDescriptor> services = new LinkedHashMap<>();
  private final Map<String, Descriptor> messages = new LinkedHashMap<>();

  private Schema(String name, FileDescriptorSet set, Map<String, FileDescriptor> files) {
    this.name = name;
    this.set = set;
    this.files = files;
    this.version = hash(set);
    for (FileDescriptor file : files.values()) {
      file.getServices().forEach(service -> services.put(service.getFullName(), service));
      file.getMessageTypes().forEach(this::add);
    }
  }

  private static String hash(FileDescriptorSet set) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(set.toByteArray());
      return HexFormat.of().formatHex(digest, 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private void add(Descriptor message) {
    messages.put(message.getFullName(), message);
    message.getNestedTypes().forEach(this::add);
  }

  /**
   * Links descriptors. The well-known types and google.api annotations need not be among them.
   *
   * @param name what the configuration calls it
   * @throws InvalidSchema when an import is missing, or a file cannot be linked
   */
  public static Schema of(String name, FileDescriptorSet set) throws InvalidSchema {
    Linker linker = new Linker(set);
    Map<String, FileDescriptor> files = linker.link();
    FileDescriptorSet.Builder linked = FileDescriptorSet.newBuilder();
    for (FileDescriptor file : files.values()) {
      FileDescriptorProto proto = file.toProto();
      linked.addFile(proto);
    }
    return new Schema(name, linked.build(), files);
  }

  /** What the configuration calls it. */
  public String name() {
    return name;
  }

  /** A short hash of all descriptors, for people: another one for another version. */
  public String version() {
    return version;
  }

  /** All files, each after those it imports. */
  public Collection<FileDescriptor> files() {
    return files.values();
  }

  /** The file of that name such as {@code google/type/date.proto}, or null. */
  public @Nullable FileDescriptor file(String path) {
    return files.get(path);
  }

  /** The services of all files, in the order of their files. */
  public List<ServiceDescriptor> services() {
    return List.copyOf(services.values());
  }

  /** The service of that full name, or null. */
  public @Nullable ServiceDescriptor service(String fullName) {
    return services.get(fullName);
  }

  /** The method that is called as {@code package.Service/Method}, or null. */
  public @Nullable MethodDescriptor method(String path) {
    int slash = path.indexOf('/');
    ServiceDescriptor service = slash < 0 ? null : services.get(path.substring(0, slash));
    return service == null ? null : service.findMethodByName(path.substring(slash + 1));
  }

  /** The message type of that full name, such as an Any may hold, or null. */
  public @Nullable Descriptor message(String fullName) {
    return messages.get(fullName);
  }

  /** The linked descriptors, each file after those it imports. */
  public FileDescriptorSet set() {
    return set;
  }

  /** Whether the other version has the very same descriptors. */
  public boolean sameAs(Schema other) {
    return set.equals(other.set);
  }
}
