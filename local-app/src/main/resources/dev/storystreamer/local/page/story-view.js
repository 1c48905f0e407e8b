/* The story and how it ends. */

import { sentenceOf, titleOf } from "./words.js";

/** So many pieces are kept apart; what comes after them is joined to the last one. */
const MOST_PIECES = 5_000;

/** So much room is kept below the last line while the page follows the story. */
const ROOM_PX = 96;

const SILENT = "Nothing has come for ten seconds. You can go on waiting, or stop.";

const PARAGRAPH_END = /\n{2,}/;

export class StoryView {
  topic = "";
  #announcer;
  #article = document.getElementById("story");
  #title = document.getElementById("story-title");
  #text = document.getElementById("text");
  #waiting = document.getElementById("waiting");
  #notice = document.getElementById("notice");
  #ending = document.getElementById("ending");
  #endingTitle = document.getElementById("ending-title");
  #endingText = document.getElementById("ending-text");
  #again = document.getElementById("again");
  #paragraph = null;
  #pieces = 0;

  constructor(announcer) {
    this.#announcer = announcer;
  }

  begin(topic) {
    this.topic = topic;
    this.#pieces = 0;
    this.#paragraph = null;
    this.#title.textContent = topic;
    this.#title.hidden = false;
    this.#text.replaceChildren();
    this.#ending.hidden = true;
    this.notice("");
    this.#article.setAttribute("aria-busy", "true");
    this.#article.className = "waiting";
    this.#waiting.textContent = "Connecting";
    this.#announcer.begin("Asked for a story.");
  }

  waitForFirstWord() {
    if (this.#pieces === 0) {
      this.#waiting.textContent = "The storyteller is thinking";
    }
  }

  /** Adds a piece, which may end paragraphs; gives the elements that hold the piece's text. */
  append(text) {
    const follows = this.#endIsInView();
    const pieces = this.#append(text);
    this.#follow(follows);
    return pieces;
  }

  #append(text) {
    this.silence(false);
    this.#article.className = "arriving";
    this.#waiting.textContent = "";
    this.#announcer.hear(text);
    this.#pieces++;
    return text.split(PARAGRAPH_END).flatMap((part, i) => {
      this.#paragraph = i === 0 ? this.#paragraph : null;
      return part === "" ? [] : [this.#piece(part)];
    });
  }

  #piece(text) {
    if (this.#paragraph === null) {
      this.#paragraph = document.createElement("p");
      this.#text.append(this.#paragraph);
    }
    const last = this.#paragraph.lastElementChild;
    if (this.#pieces > MOST_PIECES && last !== null) {
      last.append(text);
      return last;
    }
    const piece = document.createElement("span");
    piece.textContent = text;
    this.#paragraph.append(piece);
    return piece;
  }

  notice(text) {
    if (this.#notice.textContent !== text) {
      this.#notice.textContent = text;
    }
  }

  #endIsInView() {
    return this.#article.getBoundingClientRect().bottom <= innerHeight;
  }

  /** Keeps the end of the story in view for those who had it there. */
  #follow(follows) {
    const below = this.#article.getBoundingClientRect().bottom - innerHeight;
    if (follows && below > 0) {
      scrollBy({ top: below + ROOM_PX, behavior: "instant" });
    }
  }

  silence(isSilent) {
    if (isSilent || this.#notice.textContent === SILENT) {
      this.notice(isSilent ? SILENT : "");
    }
  }

  end(ending) {
    const follows = this.#endIsInView();
    const title = titleOf(ending);
    const sentence = sentenceOf(ending, this.#pieces > 0);
    this.silence(false);
    this.#waiting.textContent = "";
    this.#article.setAttribute("aria-busy", "false");
    this.#article.className = `ended ${ending.kind}`;
    this.#endingTitle.textContent = title;
    this.#endingText.textContent = sentence;
    this.#again.hidden = !ending.retryable;
    this.#again.textContent = ending.kind === "stopped" ? "Tell it again" : "Try again";
    this.#ending.hidden = false;
    this.#follow(follows);
    this.#announcer.end(`${title}. ${sentence}`);
  }

  /** What a person would most likely use next; null if that is nothing here. */
  nextStep() {
    return this.#again.hidden ? null : this.#again;
  }
}
