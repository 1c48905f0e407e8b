/* The text of the story and its ending. */

import { sentenceOf, titleOf } from "./text-format.js";

/** After this many pieces, new text is added to the last piece, to limit the number of elements. */
const MAX_PIECES = 5_000;

/** The space below the last line after the page has scrolled. */
const MARGIN_PX = 96;

const SILENCE_NOTICE = "Nothing has arrived for ten seconds. You can wait, or stop the story.";

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

  /** Appends a piece, which can contain ends of paragraphs; returns the elements with its text. */
  append(text) {
    const wasInView = this.#endIsInView();
    const pieces = this.#append(text);
    this.#scroll(wasInView);
    return pieces;
  }

  #append(text) {
    this.silence(false);
    this.#article.className = "arriving";
    this.#waiting.textContent = "";
    this.#announcer.append(text);
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
    if (this.#pieces > MAX_PIECES && last !== null) {
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

  /** Scrolls to the end of the story if it was visible before. */
  #scroll(wasInView) {
    const below = this.#article.getBoundingClientRect().bottom - innerHeight;
    if (wasInView && below > 0) {
      scrollBy({ top: below + MARGIN_PX, behavior: "instant" });
    }
  }

  silence(isSilent) {
    if (isSilent || this.#notice.textContent === SILENCE_NOTICE) {
      this.notice(isSilent ? SILENCE_NOTICE : "");
    }
  }

  end(ending) {
    const wasInView = this.#endIsInView();
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
    this.#scroll(wasInView);
    this.#announcer.end(`${title}. ${sentence}`);
  }

  /** Returns the button to try again; null if it is hidden. */
  retryButton() {
    return this.#again.hidden ? null : this.#again;
  }
}
