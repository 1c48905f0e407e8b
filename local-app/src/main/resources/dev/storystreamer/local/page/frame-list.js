/* The list of a story's frames. It is not drawn while it is closed. */

import { bytes, milliseconds } from "./text-format.js";

/** Only the last frames of a long story are listed. */
const MAX_ROWS = 2_000;

export class FrameList {
  #details;
  #list;
  #count;
  #record = null;
  #listed = 0;
  #encoder = new TextEncoder();

  constructor(details, list, count) {
    this.#details = details;
    this.#list = list;
    this.#count = count;
    details.addEventListener("toggle", () => this.draw());
  }

  show(record) {
    this.#record = record;
    this.#listed = 0;
    this.#list.replaceChildren();
    this.draw();
  }

  draw() {
    const frames = this.#record?.frames ?? [];
    this.#count.textContent = frames.length === 0 ? "" : String(frames.length);
    if (!this.#details.open) {
      return;
    }
    const from = Math.max(this.#listed, frames.length - MAX_ROWS);
    this.#list.append(...frames.slice(from).map((frame) => this.#row(frame)));
    this.#listed = frames.length;
    while (this.#list.childElementCount > MAX_ROWS) {
      this.#list.firstElementChild.remove();
    }
  }

  #row({ at, out, raw }) {
    const row = document.createElement("li");
    row.className = out ? "out" : "in";
    row.append(
      cell("way", out ? "→" : "←", out ? "sent" : "received"),
      cell("when", milliseconds(at)),
      cell("size", bytes(this.#encoder.encode(raw).length)),
      cell("raw", raw),
    );
    return row;
  }
}

function cell(kind, text, label) {
  const element = document.createElement(kind === "raw" ? "code" : "span");
  element.className = kind;
  element.textContent = text;
  if (label !== undefined) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
  }
  return element;
}
