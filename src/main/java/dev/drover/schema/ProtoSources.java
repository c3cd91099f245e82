package dev.drover.schema;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts of .proto files by the names by which they are imported. Reads files; blocking. */
final class ProtoSources {
  private static final int MOST_FILES = 10_000;
  private static final long MOST_BYTES = 64L << 20;
  private static final String SUFFIX = ".proto";

  private final List<Path> importRoots;
  private final Set<Path> roots = new LinkedHashSet<>();
  private final Map<String, Path> files = new LinkedHashMap<>();
  private long bytes;

  /**
   * @throws InvalidSchema when a source is not there, has no .proto file, or there are too many
   */
  ProtoSources(List<Path> sources, List<Path> importRoots) throws InvalidSchema {
    this.importRoots = importRoots.stream().map(ProtoSources::plain).toList();
    roots.addAll(this.importRoots);
    for (Path source : sources) {
      Path path = plain(source);
      if (Files.isDirectory(path)) {
        addFolder(path);
      } else if (Files.isRegularFile(path)) {
        Path folder = path.getParent();
        add(path, folder == null ? path.getRoot() : folder);
      } else {
        throw new InvalidSchema(path.toString(), "", "there is no such file or folder");
      }
    }
  }

  /** The names of the sources. */
  List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Whether there is a text of that name: of the sources, below an import root, or a bundled one.
   * What every schema knows (google/protobuf, and where none is given googleapis) is no text.
   */
  boolean has(String name) {
    return !isFixed(name)
        && (find(name) != null || (Bundled.file(name) == null && resource(name) != null));
  }

  /**
   * The text of that name, which is there.
   *
   * @throws InvalidSchema when it cannot be read, or is one too many
   */
  String text(String name) throws InvalidSchema {
    try {
      byte[] content = read(name);
      bytes += content.length;
      if (bytes > MOST_BYTES) {
        throw new InvalidSchema(name, "", "the files have more than " + MOST_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException notText) {
      throw new InvalidSchema(name, "", "it is no text in UTF-8");
    } catch (IOException unreadable) {
      throw new InvalidSchema(name, "", "it cannot be read: " + unreadable);
    }
  }

  private byte[] read(String name) throws IOException {
    Path path = find(name);
    if (path != null) {
      if (Files.size(path) > MOST_BYTES) {
        throw new IOException("it is larger than " + MOST_BYTES + " bytes");
      }
      return Files.readAllBytes(path);
    }
    URL resource = resource(name);
    if (resource == null) {
      throw new NoSuchFileException(name);
    }
    try (InputStream text = resource.openStream()) {
      return text.readAllBytes();
    }
  }

  private static boolean isFixed(String name) {
    return name.startsWith("google/protobuf/") && Bundled.file(name) != null;
  }

  private void addFolder(Path folder) throws InvalidSchema {
    int before = files.size();
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder)) {
      found =
          all.filter(path -> path.toString().endsWith(SUFFIX) && Files.isRegularFile(path))
              .limit(MOST_FILES + 1L)
              .sorted()
              .toList();
    } catch (IOException unreadable) {
      throw new InvalidSchema(folder.toString(), "", "it cannot be read: " + unreadable);
    }
    for (Path path : found) {
      add(path, folder);
    }
    if (files.size() == before && found.isEmpty()) {
      throw new InvalidSchema(folder.toString(), "", "the folder has no " + SUFFIX + " file");
    }
  }

  private void add(Path path, Path home) throws InvalidSchema {
    if (files.containsValue(path)) {
      return;
    }
    Path root = importRoots.stream().filter(path::startsWith).findFirst().orElse(home);
    roots.add(root);
    String name = root.relativize(path).toString().replace('\\', '/');
    Path other = files.putIfAbsent(name, path);
    if (other != null && !sameContent(other, path)) {
      throw new InvalidSchema(
          name, "", "it is there twice, with different contents: " + other + " and " + path);
    }
    if (files.size() > MOST_FILES) {
      throw new InvalidSchema(
          "", "", "there are more than " + MOST_FILES + " " + SUFFIX + " files");
    }
  }

  private @Nullable Path find(String name) {
    Path source = files.get(name);
    if (source != null) {
      return source;
    }
    for (Path root : roots) {
      try {
        Path path = root.resolve(name).normalize();
        if (path.startsWith(root) && Files.isRegularFile(path)) {
          return path;
        }
      } catch (InvalidPathException noPath) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable URL resource(String name) {
    return name.startsWith("google/") && name.endsWith(SUFFIX)
        ? ProtoSources.class.getClassLoader().getResource(name)
        : null;
  }

  private static boolean sameContent(Path one, Path other) throws InvalidSchema {
    try {
      return Files.mismatch(one, other) < 0;
    } catch (IOException unreadable) {
      throw new InvalidSchema(other.toString(), "", "it cannot be read: " + unreadable);
    }
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
