package dev.storystreamer.awslocal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RuntimeApiTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Invocation INVOCATION = new Invocation("id", "story", Instant.EPOCH);

    private final RuntimeApi api = new RuntimeApi();

    @Test
    void failsPendingAndLaterInvocationsWhenTheProcessIsGone() {
        CompletableFuture<byte[]> waiting = api.submit(new byte[0], INVOCATION);

        api.fail("the process ended with code 1");
        api.fail("something that follows from it");

        assertThat(waiting).failsWithin(TIMEOUT).withThrowableThat().withMessageContaining("ended with code 1");
        assertThat(api.submit(new byte[0], INVOCATION))
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .withMessageContaining("ended with code 1");
    }
}
