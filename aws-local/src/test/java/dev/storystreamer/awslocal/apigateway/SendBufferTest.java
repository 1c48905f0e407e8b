package dev.storystreamer.awslocal.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendBufferTest {

    private final AtomicInteger reads = new AtomicInteger();
    private final SendBuffer sendBuffer = new SendBuffer(reads::incrementAndGet);

    private int addEmptyFramesUntilFull() {
        int frames = 0;
        while (!sendBuffer.isFull()) {
            sendBuffer.add(0);
            frames++;
        }
        return frames;
    }

    @Test
    void readsAtOnceWhenTheBufferIsNotFull() {
        sendBuffer.add(1000);
        sendBuffer.requestRead();

        assertThat(reads).hasValue(1);
    }

    @Test
    void countsEmptyFrames() {
        assertThat(addEmptyFramesUntilFull()).isLessThan(10_000);
    }

    @Test
    void readsOnceWhenTheBufferIsNoLongerFull() {
        int frames = addEmptyFramesUntilFull();
        sendBuffer.requestRead();
        int whileFull = reads.get();
        for (int i = 0; i < frames; i++) {
            sendBuffer.remove(0);
        }

        assertThat(whileFull).isZero();
        assertThat(reads).hasValue(1);
    }

    @Test
    void doesNotReadWithoutARequest() {
        sendBuffer.add(Quotas.SEND_BUFFER_BYTES);
        sendBuffer.remove(Quotas.SEND_BUFFER_BYTES);

        assertThat(reads).hasValue(0);
    }
}
