package dev.storystreamer.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random requests of both protocols, most with a few errors, and some random bytes. */
final class RandomRequests {

    private static final List<String> VALID = List.of(
            "{\"storyType\":\"CATS\"}",
            "{\"storyType\":\" \\u00e9\\ud83d\\ude00\",\"more\":[1,-2.5e3,true,false,null,{\"a\":{}}]}",
            "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":"
                    + "\"u1\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"A story\"}]},{\"id\":\"a1\",\"role\":"
                    + "\"assistant\",\"parts\":[{\"type\":\"step-start\"},{\"type\":\"text\",\"text\":\"Once\",\"state\":"
                    + "\"done\"}]},{\"id\":\"u2\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"More\"}]}],"
                    + "\"headers\":{},\"body\":{},\"metadata\":{\"x\":[[]]}}",
            "{\"type\":\"resume\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"lastSequence\":3,\"headers\":{},\"body\":{}}",
            "{\"type\":\"abort\",\"requestId\":\"r1\"}");

    private static final List<String> SNIPPETS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-",
            "0",
            "1e999",
            "\\",
            "\\u",
            "\\ud800",
            "\\u0000",
            "\"\"",
            "{}",
            "[]",
            "\"type\":",
            "\"send\"",
            "\"resume\"",
            "\"abort\"",
            "\"requestId\":",
            "\"storyType\":",
            "\"messages\":",
            "\"role\":\"system\"",
            "\"parts\":",
            "\"text\"",
            "\"file\"",
            "\"tool-x\"",
            "\"data-x\"",
            "\n",
            "\u0000",
            "\ufeff",
            "é",
            "\ud83d",
            "\ude00",
            "😀",
            "NaN",
            "/*",
            "//",
            "'",
            ";",
            "=",
            ")]}'\n",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    private RandomRequests() {}

    static String next(Random random) {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return new String(noise, StandardCharsets.UTF_8);
        }
        var body = new StringBuilder(random.nextInt(20) == 0 ? "" : VALID.get(random.nextInt(VALID.size())));
        for (int edits = random.nextInt(5); edits > 0; edits--) {
            edit(body, random);
        }
        return body.toString();
    }

    private static void edit(StringBuilder body, Random random) {
        int at = random.nextInt(body.length() + 1);
        int end = Math.min(body.length(), at + random.nextInt(4));
        switch (random.nextInt(5)) {
            case 0 -> body.delete(at, end);
            case 1 -> body.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            case 2 -> body.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            case 3 -> body.insert(at, body.substring(at, Math.min(body.length(), at + random.nextInt(60))));
            default -> body.insert(at, (char) random.nextInt(0x10000));
        }
    }
}
