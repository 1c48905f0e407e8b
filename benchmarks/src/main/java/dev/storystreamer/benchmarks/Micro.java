package dev.storystreamer.benchmarks;

/** The micro-benchmarks, as the page lists them, and what is expected of them. */
enum Micro {
    RELAY_EACH("RelayBenchmark.postForEachDelta", "relay, a delta, each of them a post", true),
    RELAY_JOINED("RelayBenchmark.postForEveryFourthDelta", "relay, a delta, four of them a post", true),
    HARNESS_EACH(
            "RelayBenchmark.postForEachDeltaUnrelayed", "of it the model and the client, each delta a post", false),
    HARNESS_JOINED(
            "RelayBenchmark.postForEveryFourthDeltaUnrelayed", "of it the model and the client, four a post", false),
    CLOCK("RelayBenchmark.readClock", "of it one reading of the clock", false),
    EVENT("EventsBenchmark.eventToChunk", "event of Bedrock's to chunk", false),
    WRITE_V1("FramesBenchmark.writeDeltaV1", "frame of one delta, protocol 1", false),
    WRITE_V2("FramesBenchmark.writeDeltaV2", "frame of one delta, protocol 2", false),
    WRITE_PAGE_V1("FramesBenchmark.writePageV1", "frame of 960 characters, protocol 1", false),
    WRITE_PAGE_V2("FramesBenchmark.writePageV2", "frame of 960 characters, protocol 2", false),
    READ_V1("FramesBenchmark.readV1", "request, protocol 1", false),
    READ_V2("FramesBenchmark.readV2", "request, protocol 2, first turn", false),
    READ_TEN_V2("FramesBenchmark.readTenTurnsV2", "request, protocol 2, ten turns", false),
    SIGN_CRT("SigningBenchmark.signByTheCrt", "signature of a post, by the CRT, as we have it", false),
    SIGN_SDK("SigningBenchmark.signByTheSdk", "signature of a post, by the SDK's signer", false);

    private static final double MOST_NANOS = 150;
    private static final double MOST_BYTES = 64;

    private final String benchmark;
    private final String label;
    private final boolean relay;

    Micro(String benchmark, String label, boolean relay) {
        this.benchmark = benchmark;
        this.label = label;
        this.relay = relay;
    }

    String benchmark() {
        return benchmark;
    }

    String label() {
        return label;
    }

    String goal() {
        return relay ? String.format("%.0f ns, %.0f B", MOST_NANOS, MOST_BYTES) : "";
    }

    /** Bytes that are to be answered for: a relay has to carry the text, whatever else it does. */
    double countedBytes(JmhTable.Cost cost) {
        return relay ? cost.bytes() - Deltas.averageBytes() : cost.bytes();
    }

    String verdict(JmhTable.Cost cost) {
        return cost.nanos() <= MOST_NANOS && countedBytes(cost) <= MOST_BYTES ? "met" : "MISSED";
    }
}
