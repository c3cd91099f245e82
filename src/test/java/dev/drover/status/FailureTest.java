package dev.drover.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.DebugInfo;
import com.google.rpc.RetryInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void carriesNoStackTrace() {
    assertThat(Failure.of(Reason.SHED, "Too much.").getStackTrace()).isEmpty();
  }

  @Test
  void isFoundAgainInWhatWasThrown() {
    Failure failure = Failure.of(Reason.SHED, "Too much.");

    assertThat(Failure.from(failure)).isSameAs(failure);
  }

  @Test
  void anythingElseIsInternalAndTellsNothing() {
    IllegalStateException cause = new IllegalStateException("password=secret");

    Failure failure = Failure.from(cause);

    assertThat(failure.reason()).isEqualTo(Reason.INTERNAL);
    assertThat(failure.text()).doesNotContain("secret");
    assertThat(failure).hasCause(cause);
  }

  @Test
  void eachAdditionKeepsTheOthers() {
    Any detail = Any.pack(DebugInfo.newBuilder().setDetail("d").build());

    Failure failure =
        Failure.of(Reason.METHOD_NOT_ALLOWED, "Not so.")
            .header("allow", "GET")
            .detail(detail)
            .note("endpoint 1")
            .retryAfter(Duration.ofSeconds(3))
            .header("x-more", "1");

    assertThat(failure.reason()).isEqualTo(Reason.METHOD_NOT_ALLOWED);
    assertThat(failure.text()).isEqualTo("Not so.");
    assertThat(failure.headers()).containsEntry("allow", "GET").containsEntry("x-more", "1");
    assertThat(failure.note()).isEqualTo("endpoint 1");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(failure.details()).hasSize(2).startsWith(detail);
  }

  @Test
  void theTimeToComeBackIsAlsoADetail() throws InvalidProtocolBufferException {
    Failure failure = Failure.of(Reason.SHED, "Later.").retryAfter(Duration.ofMillis(1_500));

    RetryInfo info = failure.details().get(0).unpack(RetryInfo.class);

    assertThat(info.getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(info.getRetryDelay().getNanos()).isEqualTo(500_000_000);
    assertThat(failure.details()).hasSize(1);
  }

  @Test
  void cannotBeChangedFromOutside() {
    Failure failure = Failure.of(Reason.SHED, "Too much.").header("a", "b");

    assertThatThrownBy(() -> failure.headers().put("c", "d"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> failure.details().add(Any.getDefaultInstance()))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
