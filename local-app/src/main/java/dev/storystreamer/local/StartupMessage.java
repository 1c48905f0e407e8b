package dev.storystreamer.local;

import java.io.PrintWriter;

/** What the program prints when the server is ready. */
final class StartupMessage {

    private StartupMessage() {}

    /**
     * Prints the first line, which starts with {@code Story Streamer on} and the WebSocket's address: scripts parse it.
     */
    static void printFirstLine(PrintWriter out, LocalServer server, boolean realBedrock) {
        out.println("Story Streamer on " + server.webSocketUri() + " - AWS is simulated"
                + (realBedrock ? ", except " + AwsEnvironment.bedrockLocation() : ", including the model")
                + ProcessUptime.read()
                        .map(uptime -> "; ready in " + uptime.toMillis() + " ms")
                        .orElse(""));
        out.flush();
    }

    /** Prints the address of each service. */
    static void printServices(PrintWriter out, LocalServer server, boolean realBedrock) {
        String endpoint = server.endpointUri().toString();
        out.println("  page          " + endpoint + "/");
        out.println("  WebSocket     npx wscat -c " + server.webSocketUri() + "   then  {\"storyType\": \"CATS\"}");
        out.println("  @connections  " + server.managementUri() + "/@connections/{id}");
        out.println("  Bedrock       " + endpoint + "/model/{id}/converse-stream"
                + (realBedrock ? "   (simulated; the handler does not use it)" : ""));
        out.println("  Lambda        " + endpoint + "/2015-03-31/functions/" + LocalServer.FUNCTION + "/invocations");
        out.println("  faults, pace  " + endpoint + "/local/controls");
        out.println("  Ctrl-C        stops the stories, then the server; a second Ctrl-C stops the process at once");
        out.flush();
    }
}
