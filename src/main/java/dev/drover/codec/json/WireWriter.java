package dev.drover.codec.json;

public final class WireWriter {
  private final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

  public WireWriter(int most) {}

  public int length() {
    return out.size();
  }

  public byte[] array() {
    return out.toByteArray();
  }

  public void raw(byte[] b, int o, int l) {
    out.write(b, o, l);
  }

  public void bytes(int field, byte[] b, int o, int l) {
    try {
      com.google.protobuf.CodedOutputStream c =
          com.google.protobuf.CodedOutputStream.newInstance(out);
      c.writeByteArray(field, java.util.Arrays.copyOfRange(b, o, o + l));
      c.flush();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
