package dev.drover.codec.json;

/**
 * How messages are shown as JSON where ProtoJSON leaves a choice (protobuf.dev, "ProtoJSON format",
 * "JSON Options").
 *
 * @param printDefaults whether fields without presence are written with their default values
 * @param enumsAsNumbers whether enum values are written as numbers
 * @param int64AsNumbers whether 64-bit integers are written as numbers, which JavaScript rounds
 * @param protoNames whether field names are written as in the .proto; both are read
 * @param ignoreUnknown whether unknown fields that are read are skipped rather than refused
 */
public record JsonOptions(
    boolean printDefaults,
    boolean enumsAsNumbers,
    boolean int64AsNumbers,
    boolean protoNames,
    boolean ignoreUnknown) {
  /** As ProtoJSON has it without options. */
  public static final JsonOptions CANONICAL = new JsonOptions(false, false, false, false, false);
}
