package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that holds a {@code google.protobuf.FileDescriptorSet}, as {@code protoc --include_imports
 * --descriptor_set_out} and {@code buf build} write it.
 */
public final class DescriptorSetFile {
  private static final int MOST_BYTES = 64 << 20;

  private DescriptorSetFile() {}

  /**
   * Reads the file, at most 64 MiB. Blocking.
   *
   * @throws InvalidSchema when it is not there, cannot be read, is too large, is empty, or is
   *     something else
   */
  public static FileDescriptorSet read(Path path) throws InvalidSchema {
    byte[] content = content(path);
    if (content.length == 0) {
      throw invalid(path, "the file is empty");
    }
    FileDescriptorSet set;
    try {
      set = FileDescriptorSet.parseFrom(content, Bundled.OPTIONS);
    } catch (InvalidProtocolBufferException malformed) {
      throw invalid(path, "it is no descriptor set; protoc makes one by --descriptor_set_out");
    }
    if (set.getFileCount() == 0) {
      throw invalid(path, "it is no descriptor set, or one without a file");
    }
    if (!set.getFileList().stream().allMatch(FileDescriptorProto::hasName)) {
      throw invalid(path, "it is no descriptor set: a file in it has no name");
    }
    return set;
  }

  private static byte[] content(Path path) throws InvalidSchema {
    if (Files.isDirectory(path)) {
      throw invalid(path, "it is a folder; a descriptor set is one file");
    }
    try (InputStream file = Files.newInputStream(path)) {
      byte[] content = file.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw invalid(path, "the file is larger than " + MOST_BYTES + " bytes");
      }
      return content;
    } catch (NoSuchFileException missing) {
      throw invalid(path.toAbsolutePath(), "there is no such file");
    } catch (IOException unreadable) {
      throw invalid(path, "the file cannot be read: " + unreadable);
    }
  }

  private static InvalidSchema invalid(Path path, String reason) {
    return new InvalidSchema(path.toString(), "", reason);
  }
}
