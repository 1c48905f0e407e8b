package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

class RehearsalTest {

    @Test
    void bringsTheStoryToItsEndWithoutANetwork() {
        assertThatNoException().isThrownBy(() -> rehearseOver(new CannedHttp()));
    }

    @Test
    void saysWhatWentWrong() {
        SdkAsyncHttpClient broken = new SdkAsyncHttpClient() {
            @Override
            public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
                return CompletableFuture.failedFuture(new IllegalArgumentException("nobody is there"));
            }

            @Override
            public void close() {}
        };

        assertThatIllegalStateException()
                .isThrownBy(() -> rehearseOver(broken))
                .withMessageContaining("\"ending\":\"failed\"");
    }

    private static void rehearseOver(SdkAsyncHttpClient http) {
        Rehearsal.over(() -> http);
    }
}
