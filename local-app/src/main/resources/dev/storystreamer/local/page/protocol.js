/*
 * The client side of both protocols: creates requests and reads frames. Does not use sockets or the page.
 *
 * A reader's read(frame) returns a list of events:
 *   {type: "accepted"}             the request was accepted
 *   {type: "text", text}           a piece of the story
 *   {type: "closing", afterMs}     the story has ended if no frame arrives within this time (protocol 1 only)
 *   {type: "notice", text}         a message for the user; the story continues
 *   {type: "end", ending}          the last event
 *
 * An ending is {kind, text, retryable, code?, receipt?}; its kind is finished, cut, stopped, failed, gone or unreachable.
 */

/** The maximum length of a topic, in code points. */
export const MAX_TOPIC_LENGTH = 200;

/** Protocol 1 has no frame for the end. Usually three frames without text follow it (block, message and usage). */
const CLOSING_FRAMES = 3;
const CLOSING_TIMEOUT_MS = 300;
const EARLY_CLOSING_TIMEOUT_MS = 5_000;

export function requestV1(topic) {
  return JSON.stringify({ storyType: topic });
}

/** A conversation of one turn, with the prompt that the service uses for protocol 1. */
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
  ["length", "The model reached its token limit, so the story stops here."],
  ["content-filter", "A filter stopped the story here."],
]);

/** The events for the error frames of API Gateway, which are not part of a protocol. */
const GATEWAY_ERRORS = new Map([
  ["Internal server error", end(failed("The service could not accept the request. Please try again.", true))],
  ["Too Many Requests", end(failed("There are too many requests at the moment. Please try again in a minute.", true))],
  ["Forbidden", end(failed("This address does not accept requests for stories.", false))],
  [
    "Endpoint request timed out",
    [{ type: "notice", text: "The gateway stopped waiting for an answer, but the story continues." }],
  ],
]);

function gatewayError(frame) {
  return "connectionId" in frame ? GATEWAY_ERRORS.get(frame.message) : undefined;
}

function parse(data) {
  try {
    const frame = JSON.parse(data);
    return typeof frame === "object" && frame !== null ? frame : {};
  } catch {
    return {};
  }
}

const unknownFrame = end(failed("The service sent an unknown frame. Please try again.", true));

/** Reads the frames of one story in protocol 1. */
export class ReaderV1 {
  #accepted = false;
  #hasText = false;
  #othersInARow = 0;

  read(data) {
    const frame = parse(data);
    switch (frame.type) {
      case "text":
        this.#othersInARow = 0;
        this.#hasText = true;
        return [{ type: "text", text: String(frame.message) }];
      case "message":
        return [];
      case "other":
        return this.#readOther();
      case "error":
        return end(failed(String(frame.message), /try again/i.test(frame.message)));
      default:
        return gatewayError(frame) ?? unknownFrame;
    }
  }

  #readOther() {
    if (!this.#accepted) {
      this.#accepted = true;
      return [{ type: "accepted" }];
    }
    this.#othersInARow++;
    const complete = this.#othersInARow >= CLOSING_FRAMES;
    const afterMs = complete ? CLOSING_TIMEOUT_MS : EARLY_CLOSING_TIMEOUT_MS;
    return this.#hasText || complete ? [{ type: "closing", afterMs }] : [];
  }
}

/** Reads the frames of one story in protocol 2; ignores the frames of other requests. */
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
      return gatewayError(frame) ?? unknownFrame;
    }
    if (frame.requestId !== this.#requestId) {
      return [];
    }
    switch (frame.type) {
      case "chunk":
        return this.#readChunk(frame);
      case "end":
        return end(this.#ending ?? failed("The story ended without a reason. Please try again.", true));
      case "error":
        return end(failed(String(frame.errorText), frame.retryable === true, frame.code));
      default:
        return [];
    }
  }

  #readChunk({ sequence, chunk }) {
    if (sequence <= this.#sequence) {
      return []; // a retried post
    }
    if (sequence !== this.#sequence + 1) {
      return end(failed("A part of the story was lost. Please try again.", true));
    }
    this.#sequence = sequence;
    return this.#eventsOf(chunk);
  }

  #eventsOf(chunk) {
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
        return []; // starts and ends of text parts, and reasoning
    }
  }
}

function endingOf({ finishReason, messageMetadata }) {
  if (finishReason === undefined || finishReason === "stop") {
    return finished(messageMetadata);
  }
  const text = CUT.get(finishReason) ?? "The model stopped here, for an unknown reason.";
  return { kind: "cut", text, retryable: false, receipt: messageMetadata };
}

const CLOSE_CODES = new Map([
  [1001, ["The gateway closed the connection, as it does after ten minutes without a frame or after two hours.", true]],
  [1003, ["The gateway closed the connection: it takes text only.", false]],
  [1009, ["The gateway closed the connection: it takes at most 32 KB in one frame.", false]],
]);

/** The ending of a story whose connection was closed. */
export function closed(code) {
  const [text, retryable] = CLOSE_CODES.get(code) ?? ["The connection broke before the end of the story.", true];
  return { kind: "gone", text, retryable, code: `closed with ${code}` };
}

/** The ending of a story whose request could not be sent. */
export const UNREACHABLE = {
  kind: "unreachable",
  text: "The server cannot be reached. Is story-local running, and does it accept your connection?",
  retryable: true,
};
