/* Runs stories over a WebSocket, in either protocol, one at a time. */

import { abortV2, closed, finished, ReaderV1, ReaderV2, requestV1, requestV2, UNREACHABLE } from "./protocol.js";

/** The maximum time between an abort request and its confirmation. */
const STOP_TIMEOUT_MS = 3_000;

/** The listener is called after this time without a frame. */
const SILENCE_MS = 10_000;

/** A WebSocket that is kept open between stories, as in the AI SDK's client, and reopened after it was closed. */
export class Connection {
  #url;
  #socket = null;

  constructor(url) {
    this.#url = url;
  }

  /** Resolves to an open socket; rejects if the connection fails. */
  async open() {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      this.close();
      this.#socket = new WebSocket(this.#url);
      await opened(this.#socket);
    }
    return this.#socket;
  }

  close() {
    this.#socket?.close();
    this.#socket = null;
  }
}

function opened(socket) {
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(socket));
    socket.addEventListener("close", () => reject(new Error("refused")));
  });
}

/**
 * One story in progress. Calls `listener`, an object with the functions sent(raw, at), frame(raw, at, hasText),
 * accepted(at), text(text, at), notice(text), silence() and ended(ending, at). Times are values of performance.now().
 */
export class StorySession {
  #connection;
  #version;
  #listener;
  #requestId = newId();
  #reader;
  #socket = null;
  #lastFrameAt = 0;
  #ended = false;
  #stopping = false;
  #timers = { end: 0, silence: 0 };
  #onMessage = (event) => this.#receive(event.data);
  #onClose = (event) => this.#end(this.#stopping ? stopped() : closed(event.code), performance.now());

  constructor(connection, version, listener) {
    this.#connection = connection;
    this.#version = version;
    this.#listener = listener;
    this.#reader = version === 1 ? new ReaderV1() : new ReaderV2(this.#requestId);
  }

  async start(topic) {
    try {
      this.#socket = await this.#connection.open();
    } catch {
      this.#end(UNREACHABLE, performance.now());
      return;
    }
    if (this.#ended) {
      return;
    }
    this.#socket.addEventListener("message", this.#onMessage);
    this.#socket.addEventListener("close", this.#onClose);
    this.#send(this.#version === 1 ? requestV1(topic) : requestV2(topic, this.#requestId, newId()));
    this.#restartSilenceTimer();
  }

  /** Stops the story: with an abort request in protocol 2, by closing the connection in protocol 1. */
  stop() {
    if (this.#ended || this.#stopping) {
      return;
    }
    this.#stopping = true;
    if (this.#version === 1 || this.#socket === null) {
      this.#end(stopped(), performance.now());
    } else {
      this.#send(abortV2(this.#requestId));
      this.#timers.end = setTimeout(() => this.#end(stopped(), performance.now()), STOP_TIMEOUT_MS);
    }
  }

  #send(raw) {
    this.#listener.sent(raw, performance.now());
    this.#socket.send(raw);
  }

  #receive(raw) {
    this.#lastFrameAt = performance.now();
    const events = this.#reader.read(raw);
    this.#listener.frame(
      raw,
      this.#lastFrameAt,
      events.some(({ type }) => type === "text"),
    );
    if (!this.#stopping) {
      clearTimeout(this.#timers.end);
    }
    this.#restartSilenceTimer();
    events.forEach((event) => this.#handle(event));
  }

  #handle(event) {
    const at = this.#lastFrameAt;
    switch (event.type) {
      case "accepted":
        return this.#listener.accepted(at);
      case "text":
        return this.#listener.text(event.text, at);
      case "notice":
        return this.#listener.notice(event.text);
      case "closing":
        this.#timers.end = setTimeout(() => this.#end(finished(), at), event.afterMs);
        return undefined;
      default:
        return this.#end(event.ending, at);
    }
  }

  #restartSilenceTimer() {
    clearTimeout(this.#timers.silence);
    this.#timers.silence = setTimeout(() => this.#listener.silence(), SILENCE_MS);
  }

  #end(ending, at) {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#timers.end);
    clearTimeout(this.#timers.silence);
    this.#socket?.removeEventListener("message", this.#onMessage);
    this.#socket?.removeEventListener("close", this.#onClose);
    if (this.#version === 1) {
      this.#connection.close(); // protocol 1 has no request id: a late frame would belong to the next story
    }
    this.#listener.ended(ending, at);
  }
}

function stopped() {
  return { kind: "stopped", text: "", retryable: true };
}

/** randomUUID() is not available on pages that were loaded over plain HTTP from another machine. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
