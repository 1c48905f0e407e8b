/* Announces the story to screen readers: complete sentences, at intervals, never single words. */

const INTERVAL_MS = 2_500;
const SENTENCES = /^[^]*[.!?…:]["”’)]*(?=\s|$)/u;

export class Announcer {
  #region;
  #pending = "";
  #timer = 0;

  /** Announces by means of a live region, which must be polite. */
  constructor(region) {
    this.#region = region;
  }

  begin(text) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#pending = "";
    this.#region.replaceChildren();
    this.#announce(text);
  }

  append(text) {
    this.#pending += text;
    if (this.#timer === 0) {
      this.#timer = setTimeout(() => this.#announceSentences(), INTERVAL_MS);
    }
  }

  /** Announces the rest of the story, also an incomplete sentence, and how the story ended. */
  end(text) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#announce(`${this.#pending} ${text}`);
    this.#pending = "";
  }

  #announceSentences() {
    this.#timer = 0;
    const [sentences = ""] = SENTENCES.exec(this.#pending) ?? [];
    this.#pending = this.#pending.slice(sentences.length);
    this.#announce(sentences);
    if (this.#pending !== "") {
      this.#timer = setTimeout(() => this.#announceSentences(), INTERVAL_MS);
    }
  }

  #announce(text) {
    if (text.trim() !== "") {
      const line = document.createElement("p");
      line.textContent = text.trim();
      this.#region.append(line);
    }
  }
}
