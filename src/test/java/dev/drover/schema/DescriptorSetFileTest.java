package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TimestampProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorSetFileTest {
  private final Path folder;
  private final Path file;

  DescriptorSetFileTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("set.binpb");
  }

  private static InvalidSchema problem(Path path) {
    return catchThrowableOfType(InvalidSchema.class, () -> DescriptorSetFile.read(path));
  }

  private InvalidSchema problemOf(byte[] content) throws IOException {
    Files.write(file, content);
    return problem(file);
  }

  @Test
  void readsASet() throws Exception {
    FileDescriptorSet set =
        FileDescriptorSet.newBuilder().addFile(TimestampProto.getDescriptor().toProto()).build();
    Files.write(file, set.toByteArray());

    assertThat(DescriptorSetFile.read(file)).isEqualTo(set);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(problem(file)).hasMessage(file + ": there is no such file.");
    assertThat(problem(folder))
        .hasMessage(folder + ": it is a folder; a descriptor set is one file.");
    assertThat(problemOf(new byte[0])).hasMessage(file + ": the file is empty.");
    assertThat(problemOf("syntax = \"proto3\";\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessageStartingWith(file + ": it is no descriptor set");
    assertThat(problemOf(new byte[] {0x10, 0x01}))
        .hasMessage(file + ": it is no descriptor set, or one without a file.");
    assertThat(problemOf(new byte[] {0x0a, 0x00}))
        .hasMessage(file + ": it is no descriptor set: a file in it has no name.");
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength((64L << 20) + 1);
    }

    assertThat(problem(file)).hasMessage(file + ": the file is larger than 67108864 bytes.");
  }
}
