package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

/** A team's own stack, with one construct of ours in it. */
class ConstructsAloneTest {
    private final StackSettings settings = StackUnderTest.context().settings();
    private final Stack theirs = new Stack(new App(), "Theirs");

    @Test
    void putsTheApiInFrontOfAnyFunction() {
        Function function = Function.Builder.create(theirs, "Own")
                .runtime(Runtime.PYTHON_3_14)
                .handler("index.handler")
                .code(Code.fromInline("def handler(event, context): pass"))
                .build();

        StoryApi api = new StoryApi(theirs, "Api", settings.api(), function, Optional.empty());

        Template.fromStack(theirs).resourceCountIs("AWS::ApiGatewayV2::Route", 3);
        Template.fromStack(theirs).resourceCountIs("AWS::Lambda::Permission", 3);
        assertThat(api.url()).startsWith("wss://");
    }

    @Test
    void putsTheFunctionBehindAnyApi() {
        StoryFunction.stories(theirs, "Stories", settings.function(), settings.story());

        Template template = Template.fromStack(theirs);
        template.hasResourceProperties(
                "AWS::Lambda::Function", Map.of("Handler", "dev.storystreamer.lambda.StoryHandler::handleRequest"));
        template.resourceCountIs("AWS::ApiGatewayV2::Api", 0);
    }

    @Test
    void putsTwoOfThemIntoOneStack() {
        for (String id : new String[] {"One", "Two"}) {
            StoryFunction function = StoryFunction.stories(theirs, id, settings.function(), settings.story());
            function.postThrough(new StoryApi(theirs, id + "Api", settings.api(), function.alias(), Optional.empty()));
        }

        Template.fromStack(theirs).resourceCountIs("AWS::ApiGatewayV2::Api", 2);
    }
}
