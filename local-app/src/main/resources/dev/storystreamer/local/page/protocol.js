/*
 * The two protocols as a client sees them: what to send, and what each frame means. Knows no socket and no page.
 *
 * A reader's read(frame) gives what the frame says, as a list of
 *   {type: "accepted"}             the request has been taken
 *   {type: "text", text}           a piece of the story
 *   {type: "closing", afterMs}     perhaps the end: it is, unless more comes within that time (first protocol only)
 *   {type: "notice", text}         something that a person should know of a story that goes on
 *   {type: "end", ending}          the end, and nothing after it
 *
 * An ending is {kind, text, retryable, code?, receipt?}; its kind is finished, cut, stopped, failed, gone or unreachable.
 */

/** The longest topic that the service takes, in characters as a person counts them. */
export const MAX_TOPIC_LENGTH = 200;

/** The first protocol names no end; three frames without text are its usual sign (block, message and usage end). */
const CLOSING_FRAMES = 3;
const SURE_AFTER_MS = 300;
const UNSURE_AFTER_MS = 5_000;

export function requestV1(topic) {
  return JSON.stringify({ storyType: topic });
}

/** One turn, in the words that the first protocol's service would use. */
export function requestV2(topic, requestId, chatId) {
  const message = {
    id: `u-${requestId}`,
    role: "user",
    parts: [{ type: "text", text: `Tell me a very short story about: ${topic}` }],
  };
  return JSON.stringify({
    type: "send",
    requestId,
    id: chatId,
    trigger: "submit-message",
    messages: [message],
    headers: {},
    body: {},
  });
}

export function abortV2(requestId) {
  return JSON.stringify({ type: "abort", requestId });
}

export const finished = (receipt) => ({ kind: "finished", text: "", retryable: false, receipt });

const failed = (text, retryable, code) => ({ kind: "failed", text, retryable, code });
const end = (ending) => [{ type: "end", ending }];

const CUT = new Map([
  ["length", "The model reached the limit on its words, so the story stops here."],
  ["content-filter", "A filter stopped the story here."],
]);

/** Frames of API Gateway itself, which belong to neither protocol. */
const GATEWAY = new Map([
  ["Internal server error", end(failed("The service could not take the request. Please try again.", true))],
  ["Too Many Requests", end(failed("Too many people ask for stories right now. Please try again in a minute.", true))],
  ["Forbidden", end(failed("Nobody takes requests for stories at this address.", false))],
  [
    "Endpoint request timed out",
    [{ type: "notice", text: "The gateway stopped waiting for an answer, but the story goes on." }],
  ],
]);

function gatewaySays(frame) {
  return "connectionId" in frame ? GATEWAY.get(frame.message) : undefined;
}

function parse(data) {
  try {
    const frame = JSON.parse(data);
    return typeof frame === "object" && frame !== null ? frame : {};
  } catch {
    return {};
  }
}

const notUnderstood = end(failed("The service sent something that is no part of a story. Please try again.", true));

/** Reads the frames of one story of the first protocol. */
export class ReaderV1 {
  #accepted = false;
  #anyText = false;
  #quiet = 0;

  read(data) {
    const frame = parse(data);
    switch (frame.type) {
      case "text":
        this.#quiet = 0;
        this.#anyText = true;
        return [{ type: "text", text: String(frame.message) }];
      case "message":
        return [];
      case "other":
        return this.#other();
      case "error":
        return end(failed(String(frame.message), /try again/i.test(frame.message)));
      default:
        return gatewaySays(frame) ?? notUnderstood;
    }
  }

  #other() {
    if (!this.#accepted) {
      this.#accepted = true;
      return [{ type: "accepted" }];
    }
    this.#quiet++;
    const sure = this.#quiet >= CLOSING_FRAMES;
    return this.#anyText || sure ? [{ type: "closing", afterMs: sure ? SURE_AFTER_MS : UNSURE_AFTER_MS }] : [];
  }
}

/** Reads the frames of one story of the second protocol, and of no other. */
export class ReaderV2 {
  #requestId;
  #sequence = -1;
  #ending = null;

  constructor(requestId) {
    this.#requestId = requestId;
  }

  read(data) {
    const frame = parse(data);
    if (typeof frame.type !== "string" || typeof frame.requestId !== "string") {
      return gatewaySays(frame) ?? notUnderstood;
    }
    if (frame.requestId !== this.#requestId) {
      return [];
    }
    switch (frame.type) {
      case "chunk":
        return this.#numbered(frame);
      case "end":
        return end(this.#ending ?? failed("The story ended without saying how. Please try again.", true));
      case "error":
        return end(failed(String(frame.errorText), frame.retryable === true, frame.code));
      default:
        return [];
    }
  }

  #numbered({ sequence, chunk }) {
    if (sequence <= this.#sequence) {
      return []; // a post that was made twice
    }
    if (sequence !== this.#sequence + 1) {
      return end(failed("A part of the story was lost on the way. Please try again.", true));
    }
    this.#sequence = sequence;
    return this.#chunk(chunk);
  }

  #chunk(chunk) {
    switch (chunk.type) {
      case "start":
        return [{ type: "accepted" }];
      case "text-delta":
        return [{ type: "text", text: chunk.delta }];
      case "finish":
        this.#ending = endingOf(chunk);
        return [];
      case "abort":
        this.#ending = { kind: "stopped", text: chunk.reason ?? "", retryable: true };
        return [];
      default:
        return []; // where a text begins and ends, and what the model thinks
    }
  }
}

function endingOf({ finishReason, messageMetadata }) {
  if (finishReason === undefined || finishReason === "stop") {
    return finished(messageMetadata);
  }
  const text = CUT.get(finishReason) ?? "The model stopped here, for a reason of its own.";
  return { kind: "cut", text, retryable: false, receipt: messageMetadata };
}

const CLOSED = new Map([
  [1001, ["The gateway closed the connection, as it does after ten silent minutes or two hours.", true]],
  [1003, ["The gateway closed the connection: it takes text only.", false]],
  [1009, ["The gateway closed the connection: it takes at most 32 KB in one frame.", false]],
]);

/** How a story ends whose connection does. */
export function closed(code) {
  const [text, retryable] = CLOSED.get(code) ?? ["The connection broke before the story was over.", true];
  return { kind: "gone", text, retryable, code: `closed with ${code}` };
}

/** How a story ends that could not even be asked for. */
export const UNREACHABLE = {
  kind: "unreachable",
  text: "The storyteller cannot be reached. Is story-local running, and does it let you in?",
  retryable: true,
};
