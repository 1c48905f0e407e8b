package dev.storystreamer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContenderTest {

    @Test
    void selectsAllContendersWithoutSettings() {
        assertThat(Contender.selected(Map.of())).isEqualTo(Contender.ALL);
    }

    @Test
    void addsPackagesOfOurHandler() {
        List<Contender> selected = Contender.selected(Map.of("PACKAGES", "before=/a.zip after=b.zip"));

        assertThat(selected).hasSize(Contender.ALL.size() + 2);
        Contender before = selected.get(Contender.ALL.size());
        assertThat(before.name()).isEqualTo("before");
        assertThat(before.path()).isEqualTo("/a.zip");
        assertThat(before.handler()).isEqualTo("dev.storystreamer.lambda.StoryHandler");
    }

    @Test
    void replacesAContenderOfTheSameName() {
        List<Contender> selected =
                Contender.selected(Map.of("PACKAGES", "LangChain4j=/a.zip", "CONTENDERS", "LangChain4j"));

        assertThat(selected).singleElement().extracting(Contender::path).isEqualTo("/a.zip");
    }

    @Test
    void selectsByNameInTheOrderOfTheNames() {
        Map<String, String> commas = Map.of("CONTENDERS", "Spring AI, Story Streamer v1");
        Map<String, String> spaces = Map.of("PACKAGES", "before=a.zip after=b.zip", "CONTENDERS", "after before");

        assertThat(Contender.selected(commas))
                .extracting(Contender::name)
                .containsExactly("Spring AI", "Story Streamer v1");
        assertThat(Contender.selected(Map.of("CONTENDERS", "one post per delta")))
                .hasSize(1);
        assertThat(Contender.selected(spaces)).extracting(Contender::name).containsExactly("after", "before");
    }

    @Test
    void primesEveryFunctionOnRequestOnly() {
        assertThat(Contender.selected(Map.of("PRIME", "true")))
                .allSatisfy(contender -> assertThat(contender.environment()).containsEntry("STORY_PRIME", "true"));
        assertThat(Contender.selected(Map.of("PRIME", "false"))).isEqualTo(Contender.ALL);
    }

    @Test
    void rejectsUnknownNamesAndPackagesWithoutAPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Contender.selected(Map.of("CONTENDERS", "Spring")))
                .withMessageContaining("no contender Spring; there are [Story Streamer v1, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Contender.selected(Map.of("PACKAGES", "a.zip")))
                .withMessageContaining("name=zip");
    }
}
