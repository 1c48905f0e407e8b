/* The receipt: the timeline and the numbers below it. */

import { Timeline } from "./timeline.js";
import { bytes, milliseconds, plural } from "./text-format.js";

/** The interval between drawings of the timeline while the story arrives. */
const DRAW_INTERVAL_MS = 100;

export class ReceiptView {
  #section = document.getElementById("receipt");
  #joining = document.getElementById("joining");
  #numbers = document.getElementById("numbers");
  #timeline = new Timeline(document.getElementById("timeline"), document.getElementById("reading"));
  #record = null;
  #drawTimer = 0;

  begin(record) {
    this.#record = record;
    this.#section.hidden = true;
    this.#joining.textContent = "";
    this.#numbers.replaceChildren();
    this.#timeline.show(record);
    clearInterval(this.#drawTimer);
  }

  /** Shows the timeline after the request was sent. */
  sent() {
    if (this.#section.hidden) {
      this.#section.hidden = false;
      this.#drawTimer = setInterval(() => this.#timeline.draw(), DRAW_INTERVAL_MS);
    }
  }

  end() {
    clearInterval(this.#drawTimer);
    this.#timeline.draw();
    this.#joining.textContent = joining(this.#record);
    this.#numbers.replaceChildren(...numbers(this.#record).map(entry));
  }
}

function joining({ version, receipt, texts }) {
  if (receipt !== undefined && texts.length > 0) {
    const whole = `The model spoke in ${plural(receipt.deltas, "piece")}, which arrived in ${plural(texts.length, "frame")}`;
    const ratio = receipt.deltas / texts.length;
    return ratio > 1.05
      ? `${whole}: about ${ratio.toFixed(1)} to a frame, because a post took longer than the model's next piece.`
      : `${whole}: posts kept up with the model, and nothing had to be joined.`;
  }
  if (texts.length === 0) {
    return "No text arrived.";
  }
  const measured = `The text arrived in ${plural(texts.length, "frame")}. `;
  return version === 1
    ? `${measured}The first protocol brings no receipt, so only what was measured here is shown.`
    : `${measured}Only a story that comes to its end brings a receipt.`;
}

function numbers(record) {
  const { receipt, firstWordAtModel, firstWordHere, acceptedAt, endedAt } = record;
  const shown = [];
  const add = (name, value, kind = "") => shown.push({ name, value, kind });
  const addTime = (name, ms, kind) => ms !== null && add(name, milliseconds(ms), kind);
  addTime("accepted", acceptedAt);
  addTime("first word at the model", firstWordAtModel, "model");
  addTime("first word here", firstWordHere, "here");
  addTime("end", endedAt, `end ${record.ending.kind}`);
  if (receipt !== undefined) {
    add("pieces from the model", receipt.deltas);
    add("posts", receipt.posts);
    add("bytes posted", bytes(receipt.bytes));
    if (receipt.usage !== undefined) {
      add("tokens in, out", `${receipt.usage.inputTokens}, ${receipt.usage.outputTokens}`);
    }
    if (receipt.modelRetries > 0) {
      add("model asked again", plural(receipt.modelRetries, "time"));
    }
    if (receipt.postRetries > 0) {
      add("posts repeated", receipt.postRetries);
    }
    if (receipt.stopReason !== undefined) {
      add("stop reason", receipt.stopReason);
    }
  } else if (record.ending.code !== undefined) {
    add("code", record.ending.code);
  }
  return shown;
}

function entry({ name, value, kind }) {
  const group = document.createElement("div");
  const term = document.createElement("dt");
  const definition = document.createElement("dd");
  group.className = kind;
  term.textContent = name;
  definition.textContent = String(value);
  group.append(term, definition);
  return group;
}
