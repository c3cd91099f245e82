package dev.drover.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files of several schemas, looked up by what they declare. Where two declare the same, the one
 * that comes first in the list is found. Immutable and safe for all threads.
 */
public final class Catalog {
  private final List<FileDescriptor> files;
  private final Map<String, FileDescriptor> byName = new HashMap<>();
  private final SortedSet<String> services = new TreeSet<>();
  private final Map<String, SortedMap<Integer, FileDescriptor>> extensions = new HashMap<>();

  /**
   * @param files linked; the first of several that declare the same is found
   */
  public Catalog(Collection<FileDescriptor> files) {
    this.files = List.copyOf(files);
    for (FileDescriptor file : this.files) {
      byName.putIfAbsent(file.getName(), file);
      file.getServices().forEach(service -> services.add(service.getFullName()));
      file.getExtensions().forEach(this::add);
      file.getMessageTypes().forEach(this::addExtensions);
    }
  }

  private void addExtensions(Descriptor message) {
    message.getExtensions().forEach(this::add);
    message.getNestedTypes().forEach(this::addExtensions);
  }

  private void add(FieldDescriptor extension) {
    extensions
        .computeIfAbsent(extension.getContainingType().getFullName(), any -> new TreeMap<>())
        .putIfAbsent(extension.getNumber(), extension.getFile());
  }

  /** The full names of all services, sorted. */
  public SortedSet<String> services() {
    return Collections.unmodifiableSortedSet(services);
  }

  /** The file of that name such as {@code google/type/date.proto}, or null. */
  public @Nullable FileDescriptor file(String name) {
    return byName.get(name);
  }

  /**
   * The file that declares a symbol, or null.
   *
   * @param symbol the full name of a message, field, oneof, enum, value of an enum (a sibling of
   *     its enum), extension, service, or method of one
   */
  public @Nullable FileDescriptor declaring(String symbol) {
    for (FileDescriptor file : files) {
      String name = below(file.getPackage(), symbol);
      if (name != null && declares(file, name)) {
        return file;
      }
    }
    return null;
  }

  private static @Nullable String below(String parent, String symbol) {
    int length = parent.length();
    if (length == 0) {
      return symbol;
    }
    return symbol.length() > length + 1 && symbol.charAt(length) == '.' && symbol.startsWith(parent)
        ? symbol.substring(length + 1)
        : null;
  }

  private static boolean declares(FileDescriptor file, String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return file.findMessageTypeByName(name) != null
          || file.findServiceByName(name) != null
          || file.findEnumTypeByName(name) != null
          || file.findExtensionByName(name) != null
          || hasValue(file.getEnumTypes(), name);
    }
    String first = name.substring(0, dot);
    String rest = name.substring(dot + 1);
    Descriptor message = file.findMessageTypeByName(first);
    if (message != null) {
      return declares(message, rest);
    }
    ServiceDescriptor service = file.findServiceByName(first);
    return service != null && service.findMethodByName(rest) != null;
  }

  private static boolean declares(Descriptor message, String name) {
    int dot = name.indexOf('.');
    Descriptor nested = message.findNestedTypeByName(dot < 0 ? name : name.substring(0, dot));
    if (dot >= 0) {
      return nested != null && declares(nested, name.substring(dot + 1));
    }
    return nested != null
        || message.findFieldByName(name) != null
        || message.findEnumTypeByName(name) != null
        || message.getOneofs().stream().anyMatch(oneof -> oneof.getName().equals(name))
        || message.getExtensions().stream().anyMatch(field -> field.getName().equals(name))
        || hasValue(message.getEnumTypes(), name);
  }

  private static boolean hasValue(List<EnumDescriptor> enums, String name) {
    return enums.stream().anyMatch(type -> type.findValueByName(name) != null);
  }

  /** The file that declares the extension of that message type with that number, or null. */
  public @Nullable FileDescriptor extending(String type, int number) {
    SortedMap<Integer, FileDescriptor> known = extensions.get(type);
    return known == null ? null : known.get(number);
  }

  /** The numbers of all extensions of that message type, in their order. */
  public List<Integer> extensions(String type) {
    SortedMap<Integer, FileDescriptor> known = extensions.get(type);
    return known == null ? List.of() : List.copyOf(known.keySet());
  }

  /** A file, followed by all files that it imports, directly or through others; each once. */
  public static Collection<FileDescriptor> withImports(FileDescriptor file) {
    Map<String, FileDescriptor> all = new LinkedHashMap<>();
    Deque<FileDescriptor> found = new ArrayDeque<>();
    found.add(file);
    while (!found.isEmpty()) {
      FileDescriptor next = found.remove();
      if (all.putIfAbsent(next.getName(), next) == null) {
        found.addAll(next.getDependencies());
      }
    }
    return all.values();
  }
}
