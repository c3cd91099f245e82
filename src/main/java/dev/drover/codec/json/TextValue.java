package dev.drover.codec.json;

import com.google.protobuf.Descriptors.*;
import java.util.List;

public final class TextValue {
  private TextValue() {}

  public static void write(List<FieldDescriptor> path, String text, WireWriter out) {
    FieldDescriptor leaf = path.get(path.size() - 1);
    boolean bare = leaf.getJavaType() == FieldDescriptor.JavaType.ENUM && text.matches("-?[0-9]+");
    String v = bare ? text : com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    if (leaf.isRepeated()) v = "[" + v + "]";
    for (int i = path.size() - 1; i >= 0; i--)
      v = "{\"" + path.get(i).getJsonName() + "\":" + v + "}";
    new MessageJson(path.get(0).getContainingType()).text(v, out);
  }

  public static void writeEntry(
      List<FieldDescriptor> path, String key, String text, WireWriter out) {
    String v =
        "{"
            + com.fasterxml.jackson.databind.node.TextNode.valueOf(key)
            + ":"
            + com.fasterxml.jackson.databind.node.TextNode.valueOf(text)
            + "}";
    for (int i = path.size() - 1; i >= 0; i--)
      v = "{\"" + path.get(i).getJsonName() + "\":" + v + "}";
    new MessageJson(path.get(0).getContainingType()).text(v, out);
  }
}
