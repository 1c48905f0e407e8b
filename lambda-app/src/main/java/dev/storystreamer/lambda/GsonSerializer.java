package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponseV1;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.reflect.Type;

/**
 * Reads events and writes responses with Gson, which the function uses in any case. Lambda's Java runtime finds this class
 * as a service and then does not load its own Jackson. Thread-safe.
 *
 * <p>Ignores unknown members and omits null ones, as the runtime's own serializer does. Input that is not JSON fails with
 * {@link com.google.gson.JsonParseException}, which Lambda reports as an error of the function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-custom-serialization.html">Customize serialization for
 *     Lambda Java functions</a>
 */
@SuppressWarnings("TypeParameterUnusedInFormals") // declared so by the interface
public final class GsonSerializer implements CustomPojoSerializer {

    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .registerTypeAdapter(
                    IamPolicyResponseV1.class, (JsonSerializer<IamPolicyResponseV1>) GsonSerializer::policy)
            .create();

    /** Called by Lambda's runtime. */
    public GsonSerializer() {}

    /** The getter returns the policy with the member names of IAM; the field has other names. */
    private static JsonElement policy(IamPolicyResponseV1 response, Type type, JsonSerializationContext json) {
        JsonObject written = new JsonObject();
        written.addProperty("principalId", response.getPrincipalId());
        written.add("policyDocument", json.serialize(response.getPolicyDocument()));
        written.add("context", json.serialize(response.getContext()));
        written.addProperty("usageIdentifierKey", response.getUsageIdentifierKey());
        return written;
    }

    @Override
    public <T> T fromJson(InputStream input, Type type) {
        return GSON.fromJson(new InputStreamReader(input, UTF_8), type);
    }

    @Override
    public <T> T fromJson(String input, Type type) {
        return GSON.fromJson(input, type);
    }

    @Override
    public <T> void toJson(T value, OutputStream output, Type type) {
        Writer writer = new OutputStreamWriter(output, UTF_8);
        GSON.toJson(value, type, writer);
        try {
            writer.flush();
        } catch (IOException e) {
            throw new JsonIOException(e);
        }
    }
}
