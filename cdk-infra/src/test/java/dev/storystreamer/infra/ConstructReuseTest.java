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

/** Uses single constructs in another stack. */
class ConstructReuseTest {
    private final StackSettings settings = SynthesizedStack.context().settings();
    private final Stack stack = new Stack(new App(), "Other");

    @Test
    void usesTheApiWithAnotherFunction() {
        Function function = Function.Builder.create(stack, "Own")
                .runtime(Runtime.PYTHON_3_14)
                .handler("index.handler")
                .code(Code.fromInline("def handler(event, context): pass"))
                .build();

        StoryApi api = new StoryApi(stack, "Api", settings.api(), function, Optional.empty());

        Template.fromStack(stack).resourceCountIs("AWS::ApiGatewayV2::Route", 3);
        Template.fromStack(stack).resourceCountIs("AWS::Lambda::Permission", 3);
        assertThat(api.url()).startsWith("wss://");
    }

    @Test
    void usesTheFunctionWithoutTheApi() {
        StoryFunction.forStories(stack, "Stories", settings.function(), settings.story());

        Template template = Template.fromStack(stack);
        template.hasResourceProperties(
                "AWS::Lambda::Function", Map.of("Handler", "dev.storystreamer.lambda.StoryHandler::handleRequest"));
        template.resourceCountIs("AWS::ApiGatewayV2::Api", 0);
    }

    @Test
    void usesEachConstructTwiceInOneStack() {
        for (String id : new String[] {"One", "Two"}) {
            StoryFunction function = StoryFunction.forStories(stack, id, settings.function(), settings.story());
            function.allowPostsTo(new StoryApi(stack, id + "Api", settings.api(), function.alias(), Optional.empty()));
        }

        Template.fromStack(stack).resourceCountIs("AWS::ApiGatewayV2::Api", 2);
    }
}
