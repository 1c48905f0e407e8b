package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class BedrockEndpointTest {

    @ParameterizedTest
    @CsvSource({
        "us-east-1, https://bedrock-runtime.us-east-1.amazonaws.com",
        "eu-central-1, https://bedrock-runtime.eu-central-1.amazonaws.com",
        "us-gov-west-1, https://bedrock-runtime.us-gov-west-1.amazonaws.com",
        "cn-north-1, https://bedrock-runtime.cn-north-1.amazonaws.com.cn"
    })
    void isAwssOwnInEachPartition(String region, String uri) {
        BedrockEndpoint endpoint = BedrockEndpoint.in(Region.of(region), StaticCredentialsProvider.create(Road.KEYS));

        assertThat(endpoint.uri()).hasToString(uri);
        assertThat(endpoint.region().id()).isEqualTo(region);
    }
}
