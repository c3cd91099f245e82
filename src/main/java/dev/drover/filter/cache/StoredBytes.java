package dev.drover.filter.cache;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers as one node gives them to another: {@code drover/v1/answer.proto}. An answer goes with
 * its age, not with times of the day, so that clocks need not agree.
 */
final class StoredBytes {
  private StoredBytes() {}

  /** An answer as it is now, in milliseconds of the day. */
  static byte[] of(Stored stored, long now) {
    Stored.Freshness freshness = stored.freshness();
    AnswerBytes.Answer.Builder answer =
        AnswerBytes.Answer.newBuilder()
            .setStatus(stored.status())
            .setContent(ByteString.copyFrom(stored.content()))
            .setAge(freshness.age(now))
            .setLifetime(freshness.lifetime())
            .setWhileRevalidated(freshness.whileRevalidated())
            .setIfError(freshness.ifError())
            .setStrict(freshness.strict());
    stored
        .fields()
        .forEach(
            field -> answer.addFieldsBuilder().setName(field.getKey()).setValue(field.getValue()));
    stored.vary().forEach((name, value) -> answer.addVaryBuilder().setName(name).setValue(value));
    return answer.build().toByteArray();
  }

  /**
   * What bytes say; empty when they are no answer.
   *
   * @param aged how long they were under way, in milliseconds
   */
  static Optional<Stored> parse(byte[] bytes, long now, long aged) {
    try {
      AnswerBytes.Answer answer = AnswerBytes.Answer.parseFrom(bytes);
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      answer
          .getFieldsList()
          .forEach(field -> fields.add(Map.entry(field.getName(), field.getValue())));
      Map<String, String> vary = new HashMap<>();
      answer.getVaryList().forEach(field -> vary.put(field.getName(), field.getValue()));
      Stored.Freshness freshness =
          new Stored.Freshness(
              now,
              Math.max(0, answer.getAge()) + aged,
              answer.getLifetime(),
              false,
              answer.getStrict(),
              answer.getWhileRevalidated(),
              answer.getIfError());
      byte[] content = answer.getContent().toByteArray();
      return Storing.known(answer.getStatus())
          ? Optional.of(new Stored(answer.getStatus(), fields, vary, content, freshness, true))
          : Optional.empty();
    } catch (InvalidProtocolBufferException broken) {
      return Optional.empty();
    }
  }
}
