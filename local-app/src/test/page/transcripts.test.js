/* Checks the page's readers with the transcripts that also the service is tested with: docs/protocol/transcripts. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ReaderV1, ReaderV2 } from "../../main/resources/dev/storystreamer/local/page/protocol.js";

const FOLDER = new URL("../../../../docs/protocol/transcripts/", import.meta.url);

/**
 * The kind of the ending for the client that sent r1; null if no frame follows, or if protocol 1 has no frame for the
 * ending. Only the text is checked for transcripts that are not listed.
 */
const ENDINGS = {
  v1: {
    "content-filter": null,
    deadline: "failed",
    "delivery-failed": "failed",
    finished: null,
    gone: null,
    "hidden-reasoning": null,
    incomplete: "failed",
    "invalid-request": "failed",
    length: null,
    "model-busy": "failed",
    "model-failed": "failed",
    "model-refused": "failed",
    "model-stalled": "failed",
    stopped: "failed",
  },
  v2: {
    "content-filter": "cut",
    conversation: "finished",
    deadline: "failed",
    "delivery-failed": "failed",
    finished: "finished",
    gone: null,
    "hidden-reasoning": "finished",
    incomplete: "failed",
    "invalid-request": "finished",
    length: "cut",
    "model-busy": "failed",
    "model-failed": "failed",
    "model-refused": "failed",
    "model-stalled": "failed",
    reasoning: "finished",
    resume: null,
    stopped: "stopped",
    "two-stories": "finished",
  },
};

for (const [version, endings] of Object.entries(ENDINGS)) {
  const names = readdirSync(new URL(`${version}/`, FOLDER)).map((file) => file.replace(".txt", ""));
  for (const name of new Set([...Object.keys(endings), ...names])) {
    const kind = endings[name];
    test(`${version}: ${name} ends ${kind ?? "without an ending"}`, () => {
      const lines = readFileSync(new URL(`${version}/${name}.txt`, FOLDER), "utf8").split("\n");
      const frames = lines.filter((line) => line.startsWith("< ")).map((line) => line.slice(2));
      const reader = version === "v1" ? new ReaderV1() : new ReaderV2("r1");

      const events = frames.flatMap((frame) => reader.read(frame));

      const text = events.filter(({ type }) => type === "text").map((piece) => piece.text);
      const kinds = events.filter(({ type }) => type === "end").map(({ ending }) => ending.kind);
      assert.equal(text.join(""), deltas(frames).join(""));
      assert.ok(version === "v1" || kinds.length <= 1, "one ending");
      if (kind !== undefined) {
        assert.equal(kinds.at(0) ?? null, kind);
      }
      if (version === "v1" && kind === null && name !== "gone") {
        assert.deepEqual(events.at(-1), { type: "closing", afterMs: 300 });
      }
    });
  }
}

function deltas(frames) {
  return frames
    .map((frame) => JSON.parse(frame))
    .map((frame) => {
      if (frame.type === "text") {
        return frame.message;
      }
      return frame.requestId === "r1" && frame.chunk?.type === "text-delta" ? frame.chunk.delta : "";
    });
}
