package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** A cancel closes the connection or resets the stream, at any moment and while the server sends nothing. */
class LlmStreamCancellationTest {

    @ParameterizedTest
    @EnumSource
    void closesTheCallBeforeTheServerAnswers(HttpClientKind http) throws Exception {
        CountDownLatch requested = new CountDownLatch(1);
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    requested.countDown();
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);
            await(requested);

            subscriber.cancel();

            bedrock.awaitCallEnd();
            assertSilent(subscriber);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallBetweenTheResponseHeadersAndTheFirstEvent(HttpClientKind http) throws Exception {
        CountDownLatch headersReceived = new CountDownLatch(1);
        ExecutionInterceptor interceptor = new ExecutionInterceptor() {
            @Override
            public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes executionAttributes) {
                headersReceived.countDown();
            }
        };
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(new byte[] {EventStreamMessages.START[0]});
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(
                        bedrock.endpoint(),
                        client -> client.overrideConfiguration(o -> o.addExecutionInterceptor(interceptor)))) {
            model.story().subscribe(subscriber);
            await(headersReceived);

            subscriber.cancel();

            bedrock.awaitCallEnd();
            assertSilent(subscriber);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallInTheMiddleOfTheStoryWithoutDemand(HttpClientKind http) throws Exception {
        RecordingSubscriber subscriber = RecordingSubscriber.withoutDemand();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(
                            EventStreamMessages.START,
                            EventStreamMessages.text("Once"),
                            EventStreamMessages.text(" upon"));
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);
            subscriber.request(2);
            subscriber.awaitChunks(2);

            subscriber.cancel();
            subscriber.request(1); // RS 3.6: no effect

            bedrock.awaitCallEnd();
            assertThat(subscriber.chunks()).containsExactly(new StoryChunk.Start(), new StoryChunk.Text("Once"));
            subscriber.assertNoViolations();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallInTheMiddleOfTheStoryWithDemand(HttpClientKind http) throws Exception {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(EventStreamMessages.START, EventStreamMessages.text("Once"));
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);
            subscriber.awaitChunks(2);

            subscriber.cancel();

            bedrock.awaitCallEnd();
            assertSilentAfter(subscriber, new StoryChunk.Start(), new StoryChunk.Text("Once"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallWhenCancelledInsideOnNext(HttpClientKind http) throws Exception {
        RecordingSubscriber recorder = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(
                            EventStreamMessages.START,
                            EventStreamMessages.text("Once"),
                            EventStreamMessages.text(" upon"));
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(new ForwardingSubscriber(recorder) {
                @Override
                public void onNext(StoryChunk chunk) {
                    super.onNext(chunk);
                    if (chunk instanceof StoryChunk.Text) {
                        recorder.cancel();
                    }
                }
            });

            bedrock.awaitCallEnd();
            assertThat(recorder.chunks()).containsExactly(new StoryChunk.Start(), new StoryChunk.Text("Once"));
            recorder.assertNoViolations();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ignoresAnExceptionAfterTheChunkAtWhichItWasCancelled(HttpClientKind http) throws Exception {
        RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(
                            EventStreamMessages.START,
                            EventStreamMessages.text("Once"),
                            EventStreamMessages.exception("modelStreamErrorException", "The model failed."));
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(new ForwardingSubscriber(recorder) {
                @Override
                public void onNext(StoryChunk chunk) {
                    super.onNext(chunk);
                    if (chunk instanceof StoryChunk.Text) {
                        recorder.cancel();
                    }
                }
            });
            recorder.request(1);
            recorder.awaitChunks(1);

            recorder.request(2); // RS 3.16: must not throw

            recorder.awaitChunks(2);
            bedrock.awaitCallEnd();
            assertSilentAfter(recorder, new StoryChunk.Start(), new StoryChunk.Text("Once"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheCallWhenTheSubscriberThrows(HttpClientKind http) throws Exception { // RS 2.13
        RecordingSubscriber recorder = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(
                            EventStreamMessages.START,
                            EventStreamMessages.text("Once"),
                            EventStreamMessages.text(" upon"));
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(new ForwardingSubscriber(recorder) {
                @Override
                public void onNext(StoryChunk chunk) {
                    super.onNext(chunk);
                    throw new IllegalStateException("a bug of the subscriber");
                }
            });

            bedrock.awaitCallEnd();
            assertSilentAfter(recorder, new StoryChunk.Start());
        }
    }

    @ParameterizedTest
    @EnumSource
    void returnsTheConnectionToAPoolOfOne(HttpClientKind http) throws Exception {
        try (SdkAsyncHttpClient poolOfOne = http.create(1);
                ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(EventStreamMessages.START, EventStreamMessages.text("Once"));
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint(), client -> client.httpClient(poolOfOne))) {
            for (int i = 0; i < 3; i++) {
                RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
                model.story().subscribe(subscriber);
                subscriber.awaitChunks(2);
                subscriber.cancel();
                bedrock.awaitCallEnd();
            }
            bedrock.setScript(exchange -> {
                exchange.send(EventStreamMessages.STORY);
                exchange.end();
            });

            RecordingSubscriber next = RecordingSubscriber.oneByOne();
            model.story().subscribe(next);

            assertThat(next.awaitCompletion()).hasSize(7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsNoRequestWhenCancelledInsideOnSubscribe(HttpClientKind http) throws Exception {
        RecordingSubscriber recorder = RecordingSubscriber.withoutDemand();
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(new ForwardingSubscriber(recorder) {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    super.onSubscribe(subscription);
                    recorder.cancel();
                }
            });
            RecordingSubscriber next = RecordingSubscriber.oneByOne();
            model.story().subscribe(next);
            next.awaitCompletion();

            assertThat(bedrock.requests()).hasSize(1);
            assertSilent(recorder);
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertSilent(RecordingSubscriber subscriber) {
        assertSilentAfter(subscriber);
    }

    private static void assertSilentAfter(RecordingSubscriber subscriber, StoryChunk... chunks) {
        assertThat(subscriber.chunks()).containsExactly(chunks);
        subscriber.assertNoViolations();
    }
}
