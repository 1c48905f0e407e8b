package dev.storystreamer.awslocal.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendBufferTest {

    private final AtomicInteger reads = new AtomicInteger();
    private final SendBuffer unread = new SendBuffer(reads::incrementAndGet);

    private int sendEmptyFramesUntilTooMuch() {
        int frames = 0;
        while (!unread.isTooMuch()) {
            unread.sent(0);
            frames++;
        }
        return frames;
    }

    @Test
    void readsOnAtOnceWhileLittleWaits() {
        unread.sent(1000);
        unread.next();

        assertThat(reads).hasValue(1);
    }

    @Test
    void countsEmptyFramesToo() {
        assertThat(sendEmptyFramesUntilTooMuch()).isLessThan(10_000);
    }

    @Test
    void readsOnOnceWhenEnoughHasLeft() {
        int frames = sendEmptyFramesUntilTooMuch();
        unread.next();
        int whileTooMuch = reads.get();
        for (int i = 0; i < frames; i++) {
            unread.left(0);
        }

        assertThat(whileTooMuch).isZero();
        assertThat(reads).hasValue(1);
    }

    @Test
    void readsNothingThatItWasNotAskedFor() {
        unread.sent(Quotas.UNREAD_BYTES);
        unread.left(Quotas.UNREAD_BYTES);

        assertThat(reads).hasValue(0);
    }
}
