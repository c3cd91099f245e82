package dev.drover.handler.transcode;

import dev.drover.codec.json.JsonOptions;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import dev.drover.exchange.ErrorForm;
import dev.drover.handler.Forwarded;
import java.util.List;
import java.util.Optional;

/** The configuration of {@link Transcode}. */
@Doc("Serves gRPC methods as REST, by the google.api.http rules of a schema.")
@Shorthand("upstream")
public record TranscodeConfig(
    @Doc("The upstream, which speaks gRPC.") @Ref("upstreams") String upstream,
    @Doc(
            "The schema. When absent: the one that is read from this upstream by reflection, else"
                + " the only one; when there is none, the upstream is asked for it.")
        @Ref("schemas")
        Optional<String> schema,
    @Doc("Full names of the services that are served; all of the schema when empty.")
        List<String> services,
    @Doc("HTTP rules for methods without annotations; they win over annotations.")
        List<RuleConfig> rules,
    @Doc("Whether each method can also be called as POST /package.Service/Method.")
        @Default("false")
        boolean rpcPaths,
    @Doc("How messages are written as JSON, and read.") Json json,
    @Doc("What is done with the query of a request.") Query query,
    @Doc("Which header fields become metadata, and which metadata becomes header fields.")
        Metadata metadata,
    @Doc("Whether errors are told as google.rpc.Status or as RFC 9457 problem details.")
        @Default("status")
        ErrorForm errors,
    @Doc("How large one message may be, as JSON or in gRPC.")
        @Default("4MiB")
        @Range(min = "1KiB", max = "1GiB")
        Size messageBytes,
    @Doc(
            "How the upstream is told of the client: x-forwarded-for, -proto and -host; RFC 7239"
                + " forwarded; both; or none.")
        @Default("x-forwarded")
        Forwarded.Form forwarded,
    @Doc("Whether a via header is added to the request.") @Default("true") boolean via) {

  /** Of gRPC paths, with all else as it is when nothing is said. */
  static TranscodeConfig ofCalls(
      String upstream, Size messageBytes, Forwarded.Form forwarded, boolean via) {
    return new TranscodeConfig(
        upstream,
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        new Json(false, EnumForm.NAME, Int64Form.STRING, NameForm.JSON, Unknown.REJECT),
        new Query(Unknown.REJECT, List.of(), 1000),
        new Metadata(List.of("*"), List.of("*")),
        ErrorForm.STATUS,
        messageBytes,
        forwarded,
        via);
  }

  /** What is done with what no field is there for. */
  public enum Unknown {
    REJECT,
    IGNORE
  }

  /** How enum values and 64-bit integers are written. */
  public enum EnumForm {
    NAME,
    NUMBER
  }

  /** How 64-bit integers are written. */
  public enum Int64Form {
    STRING,
    NUMBER
  }

  /** How fields are called. */
  public enum NameForm {
    JSON,
    PROTO
  }

  /** How messages are written as JSON, and read. */
  @Doc("How messages are written as JSON, and read, where ProtoJSON leaves a choice.")
  public record Json(
      @Doc("Whether fields that have their default value are written.") @Default("false")
          boolean defaults,
      @Doc("How enum values are written; both forms are read.") @Default("name") EnumForm enums,
      @Doc("How 64-bit integers are written; both forms are read. JavaScript rounds numbers.")
          @Default("string")
          Int64Form int64,
      @Doc("How fields are called: lowerCamelCase, or as in the .proto; both are read.")
          @Default("json")
          NameForm names,
      @Doc("What is done with fields of a request that the message does not have.")
          @Default("reject")
          Unknown unknown) {

    JsonOptions options() {
      return new JsonOptions(
          defaults,
          enums == EnumForm.NUMBER,
          int64 == Int64Form.NUMBER,
          names == NameForm.PROTO,
          unknown == Unknown.IGNORE);
    }
  }

  /** What is done with the query of a request. */
  @Doc("What is done with the query of a request.")
  public record Query(
      @Doc("What is done with parameters that no field is there for.") @Default("reject")
          Unknown unknown,
      @Doc("Parameters that are for somebody else, such as an API key, and always ignored.")
          List<String> ignore,
      @Doc("How many parameters there may be.") @Default("1000") @Range(min = "1", max = "100000")
          int parameters) {}

  /** Which header fields become metadata, and which metadata becomes header fields. */
  @Doc(
      "Which header fields become metadata, and which metadata becomes header fields. A name may end"
          + " in *. What belongs to HTTP or to gRPC itself never passes.")
  public record Metadata(
      @Doc("Header fields of the request that the upstream is given as metadata.")
          @Default("[\"*\"]")
          List<String> request,
      @Doc("Metadata of the upstream that the client is given as header fields.")
          @Default("[\"*\"]")
          List<String> response) {}
}
