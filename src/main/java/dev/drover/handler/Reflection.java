package dev.drover.handler;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.codec.health.HealthProto;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.schema.Catalog;
import dev.drover.schema.Schema;
import dev.drover.schema.reflection.ErrorResponse;
import dev.drover.schema.reflection.ExtensionNumberResponse;
import dev.drover.schema.reflection.ExtensionRequest;
import dev.drover.schema.reflection.FileDescriptorResponse;
import dev.drover.schema.reflection.ListServiceResponse;
import dev.drover.schema.reflection.ReflectionProto;
import dev.drover.schema.reflection.ServerReflectionRequest;
import dev.drover.schema.reflection.ServerReflectionResponse;
import dev.drover.schema.reflection.ServiceResponse;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own gRPC server reflection (gRPC's server-reflection.md), which tells of all its
 * schemas and of its own services. Each question is answered from the schemas as they are then. An
 * answer with a file has all its imports, too, so that each answer is whole.
 *
 * <p>A symbol or file name that several schemas have: the first schema wins, and the gateway's own
 * services come before all. A file that is found by a symbol is followed by the imports of its own
 * schema, whatever other schemas have under those names.
 *
 * <p>Confined to its event loop.
 */
public final class Reflection implements Handler {
  /** The two names of the service; their messages are the same. */
  public static final List<String> SERVICES =
      List.of("grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

  private static final List<FileDescriptor> OWN =
      List.of(
          HealthProto.getDescriptor(),
          ReflectionProto.getDescriptor(),
          dev.drover.schema.reflection.v1alpha.ReflectionProto.getDescriptor());
  private static final int MOST_BYTES = 16 << 10;

  private final Supplier<Collection<Schema>> schemas;
  private List<Schema> known = List.of();
  private Catalog catalog = new Catalog(OWN);

  /**
   * @param schemas the schemas as they are now, in the order of their importance; asked for each
   *     message of a client
   */
  public Reflection(Supplier<Collection<Schema>> schemas) {
    this.schemas = schemas;
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    if (!exchange.request().path().endsWith("/ServerReflectionInfo")) {
      return Future.failedFuture(
          Failure.of(Reason.NO_ROUTE, "ServerReflection has the method ServerReflectionInfo."));
    }
    return Future.succeededFuture(LocalCall.answer(exchange, MOST_BYTES, new Answers()));
  }

  /** One message for each message. */
  private final class Answers implements LocalCall.Script {
    @Override
    public void asked(byte[] message, LocalCall call) {
      try {
        call.send(answer(ServerReflectionRequest.parseFrom(message)));
      } catch (InvalidProtocolBufferException broken) {
        throw Failure.of(Reason.MALFORMED, "A message is no ServerReflectionRequest.");
      }
    }

    @Override
    public void finished(LocalCall call) {
      call.end(GrpcCode.OK, "");
    }
  }

  private ServerReflectionResponse answer(ServerReflectionRequest asked) {
    refresh();
    ServerReflectionResponse.Builder answer =
        ServerReflectionResponse.newBuilder()
            .setValidHost(asked.getHost())
            .setOriginalRequest(asked);
    switch (asked.getMessageRequestCase()) {
      case LIST_SERVICES -> answer.setListServicesResponse(services());
      case FILE_BY_FILENAME -> {
        String name = asked.getFileByFilename();
        file(answer, catalog.file(name), "No file \"" + name + "\" is known.");
      }
      case FILE_CONTAINING_SYMBOL -> {
        String symbol = asked.getFileContainingSymbol();
        file(answer, catalog.declaring(symbol), "No symbol \"" + symbol + "\" is known.");
      }
      case FILE_CONTAINING_EXTENSION -> {
        ExtensionRequest one = asked.getFileContainingExtension();
        String type = one.getContainingType();
        int number = one.getExtensionNumber();
        file(
            answer,
            catalog.extending(type, number),
            "No extension " + number + " of \"" + type + "\" is known.");
      }
      case ALL_EXTENSION_NUMBERS_OF_TYPE ->
          extensions(answer, asked.getAllExtensionNumbersOfType());
      case MESSAGEREQUEST_NOT_SET ->
          error(answer, GrpcCode.UNIMPLEMENTED, "The message asks nothing that is known here.");
    }
    return answer.build();
  }

  private void refresh() {
    List<Schema> now = List.copyOf(schemas.get());
    if (!now.equals(known)) {
      known = now;
      List<FileDescriptor> files = new ArrayList<>(OWN);
      now.forEach(schema -> files.addAll(schema.files()));
      catalog = new Catalog(files);
    }
  }

  private ListServiceResponse services() {
    ListServiceResponse.Builder all = ListServiceResponse.newBuilder();
    catalog.services().forEach(name -> all.addService(ServiceResponse.newBuilder().setName(name)));
    return all.build();
  }

  private static void file(
      ServerReflectionResponse.Builder answer, @Nullable FileDescriptor file, String unknown) {
    if (file == null) {
      error(answer, GrpcCode.NOT_FOUND, unknown);
      return;
    }
    FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
    Catalog.withImports(file)
        .forEach(each -> files.addFileDescriptorProto(each.toProto().toByteString()));
    answer.setFileDescriptorResponse(files);
  }

  private void extensions(ServerReflectionResponse.Builder answer, String type) {
    List<Integer> numbers = catalog.extensions(type);
    if (numbers.isEmpty() && catalog.declaring(type) == null) {
      error(answer, GrpcCode.NOT_FOUND, "No type \"" + type + "\" is known.");
      return;
    }
    answer.setAllExtensionNumbersResponse(
        ExtensionNumberResponse.newBuilder().setBaseTypeName(type).addAllExtensionNumber(numbers));
  }

  private static void error(
      ServerReflectionResponse.Builder answer, GrpcCode code, String message) {
    answer.setErrorResponse(
        ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(message));
  }
}
