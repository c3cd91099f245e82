package dev.drover.testing;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** gRPC methods without a schema: their messages are plain bytes. */
public final class GrpcMethods {
  /** The methods of {@link GrpcOrigin#echo()}. */
  public static final String UNARY = "test.Echo/Unary";

  public static final String CLIENT_STREAM = "test.Echo/ClientStream";
  public static final String SERVER_STREAM = "test.Echo/ServerStream";
  public static final String BIDI = "test.Echo/Bidi";

  private GrpcMethods() {}

  /** A method of that kind; {@code name} is {@code package.Service/Method}. */
  public static MethodDescriptor<byte[], byte[]> method(String name, MethodType kind) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(kind)
        .setFullMethodName(name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  /** The key of an ASCII metadata entry. */
  public static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** The key of a binary metadata entry; its name ends in {@code -bin}. */
  public static Metadata.Key<byte[]> binary(String name) {
    return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
