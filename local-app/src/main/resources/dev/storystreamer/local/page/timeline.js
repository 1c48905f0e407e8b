/*
 * The timeline of one story as SVG. The upper lane shows the model's deltas. The lower lane shows the frames that arrived:
 * a bar for each frame with text, whose height is the length of the text, and a mark below the line for each other frame.
 */

import { milliseconds } from "./text-format.js";

const SVG = "http://www.w3.org/2000/svg";
const MODEL_Y = 34;
const MODEL_MARK = 12;
const HERE_Y = 132;
const TALLEST = 62;
const AXIS_Y = 150;
const MARGIN = 6;

/** The number of characters of a bar of full height; more if a frame is longer. */
const FULL_BAR_CHARACTERS = 60;

/** The minimum width of the time axis while a story arrives. */
const MIN_DURATION_MS = 3_000;

export class Timeline {
  #svg;
  #description;
  #record = null;
  #selected = -1;

  /** Draws into an svg element, and describes the selected frame in another element. */
  constructor(svg, description) {
    this.#svg = svg;
    this.#description = description;
    new ResizeObserver(() => this.draw()).observe(svg);
    svg.addEventListener("pointermove", (event) =>
      this.#select(this.#nearest(event.clientX - svg.getBoundingClientRect().left)),
    );
    svg.addEventListener("pointerleave", () => this.#select(-1));
    svg.addEventListener("blur", () => this.#select(-1));
    svg.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  show(record) {
    this.#select(-1);
    this.#record = record;
    this.draw();
  }

  /** Draws the current content of the record. */
  draw() {
    const record = this.#record;
    if (record === null || this.#width === 0) {
      return;
    }
    this.#svg.setAttribute("viewBox", `0 0 ${this.#width} 172`);
    this.#svg.replaceChildren(...this.#axis(), ...this.#modelLane(record), ...this.#hereLane(record));
    this.#describe();
  }

  get #width() {
    return this.#svg.clientWidth;
  }

  get #duration() {
    const record = this.#record;
    const last = record.endedAt ?? record.since(performance.now());
    return Math.max(last * 1.02, record.ending === null ? MIN_DURATION_MS : 1);
  }

  #x(ms) {
    return MARGIN + (ms / this.#duration) * (this.#width - 2 * MARGIN);
  }

  #axis() {
    const step = roundStep(this.#duration / Math.max(2, this.#width / 110));
    const parts = [line("axis", MARGIN, AXIS_Y, this.#width - MARGIN, AXIS_Y)];
    for (let ms = 0; ms <= this.#duration; ms += step) {
      const x = this.#x(ms);
      parts.push(line("axis", x, AXIS_Y, x, AXIS_Y + 4));
      if (x < this.#width - 24) {
        parts.push(label(`tick${ms === 0 ? " first" : ""}`, ms === 0 ? 0 : x, AXIS_Y + 17, `${Number((ms / 1_000).toFixed(3))} s`));
      }
    }
    return parts;
  }

  /** The receipt contains the time of the first delta and the number of deltas: the other marks are spaced evenly. */
  #modelLane(record) {
    const parts = [
      label("lane model", 0, 12, `said by the model${knownOfModel(record)}`),
      line("lane", MARGIN, MODEL_Y, this.#width - MARGIN, MODEL_Y),
    ];
    const first = record.firstWordAtModel;
    if (first === null) {
      return parts;
    }
    const { deltas, durationMs } = record.receipt;
    const last = record.serverZero + durationMs;
    let marks = "";
    for (let i = 0; i < deltas; i++) {
      const x = this.#x(deltas === 1 ? first : first + ((last - first) * i) / (deltas - 1));
      marks += `M${x.toFixed(1)} ${MODEL_Y - MODEL_MARK / 2}v${MODEL_MARK}`;
    }
    parts.push(line("thinking", this.#x(record.serverZero), MODEL_Y, this.#x(first), MODEL_Y));
    parts.push(path("words", marks), dot("model", this.#x(first), MODEL_Y));
    return parts;
  }

  #hereLane(record) {
    const parts = [
      label("lane here", 0, 66, "arrived here"),
      line("lane", MARGIN, HERE_Y, this.#width - MARGIN, HERE_Y),
    ];
    const longest = record.texts.reduce((most, { text }) => Math.max(most, text.length), FULL_BAR_CHARACTERS);
    const height = (text) => Math.max(3, TALLEST * Math.sqrt(text.length / longest));
    const bars = record.texts.map(({ at, text }) => `M${this.#x(at).toFixed(1)} ${HERE_Y}v${-height(text).toFixed(1)}`);
    const others = record.others.map((at) => `M${this.#x(at).toFixed(1)} ${HERE_Y}v6`);
    parts.push(path("bars", bars.join("")), path("others", others.join("")), dot("request", this.#x(0), HERE_Y));
    if (record.firstWordHere !== null) {
      parts.push(dot("here", this.#x(record.firstWordHere), HERE_Y));
    }
    if (record.ending !== null) {
      const x = this.#x(record.endedAt);
      parts.push(path(`end ${record.ending.kind}`, `M${x} ${HERE_Y - TALLEST}V${HERE_Y + 6}`));
    }
    const selected = record.texts[this.#selected];
    if (selected !== undefined) {
      parts.push(path("bars chosen", `M${this.#x(selected.at)} ${HERE_Y}v${-height(selected.text)}`));
    }
    return parts;
  }

  #nearest(x) {
    const texts = this.#record?.texts ?? [];
    let nearest = -1;
    texts.forEach(({ at }, i) => {
      if (nearest < 0 || Math.abs(this.#x(at) - x) < Math.abs(this.#x(texts[nearest].at) - x)) {
        nearest = i;
      }
    });
    return nearest;
  }

  #handleKey(event) {
    const last = (this.#record?.texts.length ?? 0) - 1;
    const to = {
      ArrowRight: this.#selected + 1,
      ArrowUp: this.#selected + 1,
      ArrowLeft: this.#selected - 1,
      ArrowDown: this.#selected - 1,
      PageUp: this.#selected + 10,
      PageDown: this.#selected - 10,
      Home: 0,
      End: last,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#select(Math.min(last, Math.max(0, to)));
    }
  }

  #select(index) {
    if (index === this.#selected) {
      return;
    }
    const texts = this.#record?.texts ?? [];
    texts[this.#selected]?.elements.forEach((element) => element.classList.remove("chosen"));
    texts[index]?.elements.forEach((element) => element.classList.add("chosen"));
    this.#selected = index;
    this.draw();
  }

  /** Screen readers present the timeline as a slider over the frames. */
  #describe() {
    const { texts } = this.#record;
    const selected = texts[this.#selected];
    const text =
      selected === undefined
        ? ""
        : `frame ${this.#selected + 1} of ${texts.length}, after ${milliseconds(selected.at)}: “${selected.text.trim()}”`;
    this.#description.textContent = text;
    this.#svg.setAttribute("aria-valuemax", String(texts.length));
    this.#svg.setAttribute("aria-valuenow", String(this.#selected + 1));
    this.#svg.setAttribute("aria-valuetext", text || `${texts.length} frames with text`);
  }
}

function knownOfModel({ version, ending, receipt, firstWordAtModel }) {
  if (receipt === undefined) {
    return version === 2 && ending === null ? ": comes with the receipt" : ": not known without a receipt";
  }
  return firstWordAtModel === null ? "" : ", its pieces spread evenly";
}

function roundStep(min) {
  const power = 10 ** Math.floor(Math.log10(min));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= min);
}

function make(name, kind, attributes) {
  const element = document.createElementNS(SVG, name);
  element.setAttribute("class", kind);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  return element;
}

const line = (kind, x1, y1, x2, y2) => make("line", kind, { x1, y1, x2, y2 });
const path = (kind, d) => make("path", kind, { d });
const dot = (kind, cx, cy) => make("circle", `dot ${kind}`, { cx, cy, r: 4.5 });

function label(kind, x, y, text) {
  const element = make("text", kind, { x, y });
  element.textContent = text;
  return element;
}
