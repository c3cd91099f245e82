package dev.drover.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that a file has changed.
 *
 * @param modified when it was written
 * @param size in bytes; -1 for none
 * @param key differs when another file has taken its place
 */
public record FileStamp(FileTime modified, long size, String key) {
  /** That of no file. */
  public static final FileStamp NONE = new FileStamp(FileTime.fromMillis(0), -1, "");

  /**
   * That of a file now. Blocks.
   *
   * @throws IOException when it cannot be looked at
   */
  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
  }
}
