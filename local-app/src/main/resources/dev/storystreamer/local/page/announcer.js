/* Reads the story to screen readers: whole sentences, a few at a time, never word by word. */

const PAUSE_MS = 2_500;
const SENTENCES = /^[^]*[.!?…:]["”’)]*(?=\s|$)/u;

export class Announcer {
  #region;
  #waiting = "";
  #timer = 0;

  /** Speaks through a polite live region. */
  constructor(region) {
    this.#region = region;
  }

  begin(text) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = "";
    this.#region.replaceChildren();
    this.#say(text);
  }

  hear(text) {
    this.#waiting += text;
    if (this.#timer === 0) {
      this.#timer = setTimeout(() => this.#sentences(), PAUSE_MS);
    }
  }

  /** Says what is left of the story, whole sentence or not, and how it ended. */
  end(text) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#say(`${this.#waiting} ${text}`);
    this.#waiting = "";
  }

  #sentences() {
    this.#timer = 0;
    const [whole = ""] = SENTENCES.exec(this.#waiting) ?? [];
    this.#waiting = this.#waiting.slice(whole.length);
    this.#say(whole);
    if (this.#waiting !== "") {
      this.#timer = setTimeout(() => this.#sentences(), PAUSE_MS);
    }
  }

  #say(text) {
    if (text.trim() !== "") {
      const line = document.createElement("p");
      line.textContent = text.trim();
      this.#region.append(line);
    }
  }
}
