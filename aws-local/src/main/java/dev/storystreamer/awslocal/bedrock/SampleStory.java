package dev.storystreamer.awslocal.bedrock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Generates the sentences of a short story from templates. The same seed gives the same story. Not thread-safe. */
final class SampleStory {

    private static final List<String> HEROES =
            List.of("Mira", "Otto", "Juna", "Pablo", "Wren", "Tomas", "Ines", "Barnaby", "Lotte", "Sam");
    private static final List<String> FRIENDS = List.of(
            "an old clockmaker",
            "the baker's daughter",
            "a retired sailor",
            "a girl with a red kite",
            "the night watchman");
    private static final List<String> PLACES = List.of(
            "a town by the sea",
            "the last house before the forest",
            "a narrow street of lamps",
            "a valley full of mist",
            "a harbour where nothing happened");
    private static final List<String> THINGS = List.of(
            "a tin box", "a blue umbrella", "half a map", "a brass whistle", "a jar of honey", "a folded letter");
    private static final List<String> OPENINGS = List.of(
            "In {place} lived {hero}, who thought of little else but {topic}.",
            "Nobody in {place} believed in {topic} any more, except {hero}.",
            "On the longest night of the year, {hero} found {thing} that smelled of {topic}.",
            "{hero} had come to {place} for one reason only: {topic}.");
    private static final List<String> EPISODES = List.of(
            "One morning {friend} knocked, holding {thing}, and asked what {topic} could mean to anyone.",
            "The wind turned, the windows rattled, and for a moment even the clocks listened.",
            "\"Wait and see,\" said {hero}, and put {thing} on the windowsill.",
            "They walked until their shoes were wet and their pockets full of small stones.",
            "{friend} laughed first, then fell silent, for something was moving in the dark.",
            "It rained for three days, and on the third {hero} drew {topic} on every wall.",
            "By noon half of {place} stood in the garden, pretending to look for {thing}.",
            "Someone began to sing, softly, about {topic}, and nobody told them to stop.",
            "{hero} counted to nine, because ten would have been too brave.",
            "That evening there was soup, and a chair was left free for whoever might come.");
    private static final List<String> TURNS = List.of(
            "Then, without a sound, it was there: {topic}, as plain as bread and twice as warm.",
            "And when the lamp went out they saw that {topic} had been with them all along.",
            "At last {thing} sprang open, and inside was a note: \"{topic} was only the beginning.\"");
    private static final List<String> ENDINGS = List.of(
            "From that day on, {hero} kept the door ajar, just in case.",
            "{hero} slept well that night, and so did {place}.",
            "And if you pass through {place}, listen: they still tell it, a little differently each time.");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    private final Random random;
    private final String topic;
    private final String hero;
    private final String place;
    private final List<String> unusedEpisodes = new ArrayList<>();

    SampleStory(String topic, long seed) {
        this.random = new Random(seed);
        this.topic = topic;
        this.hero = pick(HEROES);
        this.place = pick(PLACES);
    }

    String opening() {
        return sentence(OPENINGS);
    }

    /** Repeats no episode before all were used. */
    String episode() {
        if (unusedEpisodes.isEmpty()) {
            unusedEpisodes.addAll(EPISODES);
            Collections.shuffle(unusedEpisodes, random);
        }
        return fill(unusedEpisodes.remove(unusedEpisodes.size() - 1));
    }

    String turn() {
        return sentence(TURNS);
    }

    String ending() {
        return sentence(ENDINGS);
    }

    private String sentence(List<String> templates) {
        return fill(pick(templates));
    }

    private String fill(String template) {
        String filled =
                PLACEHOLDER.matcher(template).replaceAll(match -> Matcher.quoteReplacement(word(match.group(1))));
        return filled.substring(0, 1).toUpperCase(Locale.ROOT) + filled.substring(1);
    }

    private String word(String placeholder) {
        return switch (placeholder) {
            case "hero" -> hero;
            case "place" -> place;
            case "friend" -> pick(FRIENDS);
            case "thing" -> pick(THINGS);
            default -> topic;
        };
    }

    private String pick(List<String> options) {
        return options.get(random.nextInt(options.size()));
    }
}
