/* Tells stories over a WebSocket, in either protocol, one at a time. */

import { abortV2, closed, finished, ReaderV1, ReaderV2, requestV1, requestV2, UNREACHABLE } from "./protocol.js";

/** How long a service may take to confirm a stop. */
const STOP_PATIENCE_MS = 3_000;

/** After so long without a frame a person is told so. */
const SILENCE_MS = 10_000;

/** A connection that is kept between stories, as the AI SDK's client keeps its own, and opened again when it is gone. */
export class Line {
  #url;
  #socket = null;

  constructor(url) {
    this.#url = url;
  }

  /** Gives an open socket; fails if there is none to be had. */
  async open() {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      this.hangUp();
      this.#socket = new WebSocket(this.#url);
      await opened(this.#socket);
    }
    return this.#socket;
  }

  hangUp() {
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
 * One story being told. What happens is told to `hear`, an object of functions: sent(raw, at), frame(raw, at,
 * anyText), accepted(at), text(text, at), notice(text), silence(), ended(ending, at). Times are those of performance.now().
 */
export class Telling {
  #line;
  #version;
  #hear;
  #requestId = newId();
  #reader;
  #socket = null;
  #lastFrameAt = 0;
  #over = false;
  #stopping = false;
  #timers = { end: 0, silence: 0 };
  #onMessage = (event) => this.#message(event.data);
  #onClose = (event) => this.#end(this.#stopping ? stopped() : closed(event.code), performance.now());

  constructor(line, version, hear) {
    this.#line = line;
    this.#version = version;
    this.#hear = hear;
    this.#reader = version === 1 ? new ReaderV1() : new ReaderV2(this.#requestId);
  }

  async begin(topic) {
    try {
      this.#socket = await this.#line.open();
    } catch {
      this.#end(UNREACHABLE, performance.now());
      return;
    }
    if (this.#over) {
      return;
    }
    this.#socket.addEventListener("message", this.#onMessage);
    this.#socket.addEventListener("close", this.#onClose);
    this.#send(this.#version === 1 ? requestV1(topic) : requestV2(topic, this.#requestId, newId()));
    this.#listenForSilence();
  }

  /** Stops it. The second protocol has a word for that; a client of the first can only leave. */
  stop() {
    if (this.#over || this.#stopping) {
      return;
    }
    this.#stopping = true;
    if (this.#version === 1 || this.#socket === null) {
      this.#end(stopped(), performance.now());
    } else {
      this.#send(abortV2(this.#requestId));
      this.#timers.end = setTimeout(() => this.#end(stopped(), performance.now()), STOP_PATIENCE_MS);
    }
  }

  #send(raw) {
    this.#hear.sent(raw, performance.now());
    this.#socket.send(raw);
  }

  #message(raw) {
    this.#lastFrameAt = performance.now();
    const says = this.#reader.read(raw);
    this.#hear.frame(
      raw,
      this.#lastFrameAt,
      says.some(({ type }) => type === "text"),
    );
    if (!this.#stopping) {
      clearTimeout(this.#timers.end);
    }
    this.#listenForSilence();
    says.forEach((said) => this.#take(said));
  }

  #take(said) {
    const at = this.#lastFrameAt;
    switch (said.type) {
      case "accepted":
        return this.#hear.accepted(at);
      case "text":
        return this.#hear.text(said.text, at);
      case "notice":
        return this.#hear.notice(said.text);
      case "closing":
        this.#timers.end = setTimeout(() => this.#end(finished(), at), said.afterMs);
        return undefined;
      default:
        return this.#end(said.ending, at);
    }
  }

  #listenForSilence() {
    clearTimeout(this.#timers.silence);
    this.#timers.silence = setTimeout(() => this.#hear.silence(), SILENCE_MS);
  }

  #end(ending, at) {
    if (this.#over) {
      return;
    }
    this.#over = true;
    clearTimeout(this.#timers.end);
    clearTimeout(this.#timers.silence);
    this.#socket?.removeEventListener("message", this.#onMessage);
    this.#socket?.removeEventListener("close", this.#onClose);
    if (this.#version === 1) {
      this.#line.hangUp(); // its frames bear no name: a late one would be taken for the next story's
    }
    this.#hear.ended(ending, at);
  }
}

function stopped() {
  return { kind: "stopped", text: "", retryable: true };
}

/** Unlike randomUUID, works on a page that came by plain http from another machine too. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
