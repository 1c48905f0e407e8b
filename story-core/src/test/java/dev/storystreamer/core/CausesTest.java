package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CausesTest {

    private final IllegalStateException failure = new IllegalStateException("a failure");

    @Test
    void unwrapsAnExceptionThatIsWrappedTwice() {
        assertThat(Causes.unwrap(new ExecutionException(new CompletionException(failure))))
                .isSameAs(failure);
    }

    @Test
    void keepsAnExceptionThatIsNotWrapped() {
        IllegalStateException outer = new IllegalStateException(new CompletionException(failure));

        assertThat(Causes.unwrap(failure)).isSameAs(failure);
        assertThat(Causes.unwrap(outer)).isSameAs(outer);
    }

    @Test
    void keepsAWrapperWithoutACause() {
        CompletionException empty = new CompletionException("no cause", null);

        assertThat(Causes.unwrap(empty)).isSameAs(empty);
        assertThat(Causes.unwrap(new CompletionException(empty))).isSameAs(empty);
    }

    @Test
    void keepsAWrapperWhoseCausesAreACycle() {
        Wrapper first = new Wrapper();
        Wrapper second = new Wrapper();
        first.initCause(second);
        second.initCause(first);

        assertThat(Causes.unwrap(first)).isSameAs(first);
    }

    @Test
    void listsAnExceptionAndItsCauses() {
        CompletionException wrapper = new CompletionException(failure);

        assertThat(Causes.of(failure)).isEqualTo(List.of(failure));
        assertThat(Causes.of(wrapper)).isEqualTo(List.of(wrapper, failure));
    }

    @Test
    void listsACycleOfCausesOnlyUpToTheLimit() {
        Wrapper first = new Wrapper();
        Wrapper second = new Wrapper();
        first.initCause(second);
        second.initCause(first);

        assertThat(Causes.of(first)).hasSize(20).startsWith(first, second, first);
    }

    private static final class Wrapper extends CompletionException {

        private static final long serialVersionUID = 1;

        Wrapper() {
            super("a cycle");
        }
    }
}
