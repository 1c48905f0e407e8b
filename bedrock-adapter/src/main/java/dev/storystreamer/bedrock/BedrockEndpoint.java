package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;

/**
 * Where Bedrock Runtime is, and who asks it.
 *
 * @param uri {@code http} or {@code https}; a path is put before that of each call
 * @param region where requests are signed for
 * @param credentials asked for every call; a provider that caches, as the SDK's own do
 */
public record BedrockEndpoint(URI uri, Region region, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {

    /** Checks that nothing is missing. */
    public BedrockEndpoint {
        requireNonNull(uri, "uri");
        requireNonNull(region, "region");
        requireNonNull(credentials, "credentials");
    }

    /**
     * AWS's own endpoint in a region, by the SDK's rules.
     *
     * @param region a region that has Bedrock
     * @param credentials see {@link #credentials}
     * @return the public endpoint, over https
     */
    public static BedrockEndpoint in(Region region, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
        URI uri = BedrockRuntimeEndpointProvider.defaultProvider()
                .resolveEndpoint(where -> where.region(region))
                .join()
                .endpointUrl()
                .toUri();
        return new BedrockEndpoint(uri, region, credentials);
    }
}
