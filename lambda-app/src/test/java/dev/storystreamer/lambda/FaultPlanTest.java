package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The check of the tests that a story has at most one post in flight. */
@Timeout(30)
class FaultPlanTest {

    private final CountDownLatch firstReceived = new CountDownLatch(1);
    private final CountDownLatch secondReceived = new CountDownLatch(2);
    private final FaultPlan plan = new FaultPlan(n -> FaultPlan.Call.closed(), this::answer);

    private FaultPlan.Post answer(int number) {
        firstReceived.countDown();
        secondReceived.countDown();
        return FaultPlan.Post.ACCEPTED.after(Duration.ofMillis(500));
    }

    @Test
    void detectsTwoPostsAtTheSameTime() throws Exception {
        try (FaultyAwsServer aws = server();
                Socket first = post(aws)) {
            firstReceived.await();
            try (Socket second = post(aws)) {
                secondReceived.await();

                assertThat(plan.awaitNoConcurrentPosts()).isFalse();
                assertThat(second.getInputStream().read()).isEqualTo('H');
            }
            assertThat(first.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void doesNotCountAPostThatItsSenderHasAborted() throws Exception {
        try (FaultyAwsServer aws = server()) {
            Socket first = post(aws);
            firstReceived.await();
            first.close();
            try (Socket second = post(aws)) {
                secondReceived.await();

                assertThat(plan.awaitNoConcurrentPosts()).isTrue();
                assertThat(second.getInputStream().read()).isEqualTo('H');
            }
        }
    }

    private FaultyAwsServer server() {
        return new FaultyAwsServer(story -> plan, (id, frame) -> CompletableFuture.completedFuture(200));
    }

    private static Socket post(FaultyAwsServer aws) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort());
        socket.getOutputStream()
                .write("POST /prod/@connections/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
                        .getBytes(US_ASCII));
        return socket;
    }
}
