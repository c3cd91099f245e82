package dev.drover.schema;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What another version of a schema means for those who call its methods, as {@code
 * package.Service/Method}. A change is incompatible when the wire format or ProtoJSON notices it:
 * messages of the one version are not understood, or differently, by the other.
 *
 * @param added methods that were not there
 * @param removed methods that are no longer there
 * @param incompatible methods with at least one incompatible change, sorted
 * @param compatible methods with compatible changes only, sorted
 */
public record SchemaDiff(
    List<String> added, List<String> removed, List<Change> incompatible, List<Change> compatible) {

  /**
   * What has changed for a method.
   *
   * @param method {@code package.Service/Method}
   * @param sentences at least one, each naming the field or type; the incompatible ones first
   */
  public record Change(String method, List<String> sentences) {
    public Change {
      sentences = List.copyOf(sentences);
    }
  }

  public SchemaDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    incompatible = List.copyOf(incompatible);
    compatible = List.copyOf(compatible);
  }

  /** Compares two versions. Comments and options that have no meaning here are not compared. */
  public static SchemaDiff between(Schema before, Schema after) {
    Map<String, MethodDescriptor> old = methods(before);
    Map<String, MethodDescriptor> now = methods(after);
    List<String> added = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    List<Change> incompatible = new ArrayList<>();
    List<Change> compatible = new ArrayList<>();
    TypeDiffs types = new TypeDiffs();
    TreeSet<String> all = new TreeSet<>(old.keySet());
    all.addAll(now.keySet());
    for (String method : all) {
      MethodDescriptor was = old.get(method);
      MethodDescriptor is = now.get(method);
      if (was == null) {
        added.add(method);
      } else if (is == null) {
        removed.add(method);
      } else {
        MethodDiff diff = MethodDiff.between(was, is, types);
        if (!diff.incompatible().isEmpty()) {
          List<String> sentences = new ArrayList<>(diff.incompatible());
          sentences.addAll(diff.compatible());
          incompatible.add(new Change(method, sentences));
        } else if (!diff.compatible().isEmpty()) {
          compatible.add(new Change(method, diff.compatible()));
        }
      }
    }
    return new SchemaDiff(added, removed, incompatible, compatible);
  }

  /** Whether no method has changed. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && incompatible.isEmpty() && compatible.isEmpty();
  }

  /** All of it for a log, what breaks callers first. */
  public List<String> sentences() {
    List<String> all = new ArrayList<>();
    removed.forEach(method -> all.add(method + " is removed."));
    incompatible.forEach(change -> addTo(all, change, " has changed incompatibly: "));
    compatible.forEach(change -> addTo(all, change, " has changed: "));
    added.forEach(method -> all.add(method + " is added."));
    return all;
  }

  private static void addTo(List<String> all, Change change, String what) {
    all.add(change.method() + what + String.join(" ", change.sentences()));
  }

  private static Map<String, MethodDescriptor> methods(Schema schema) {
    Map<String, MethodDescriptor> all = new LinkedHashMap<>();
    for (ServiceDescriptor service : schema.services()) {
      for (MethodDescriptor method : service.getMethods()) {
        all.put(service.getFullName() + "/" + method.getName(), method);
      }
    }
    return all;
  }
}
