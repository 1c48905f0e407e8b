/* The page: takes a topic, shows a story as it arrives, says how it ended. */

import { Announcer } from "./announcer.js";
import { Controls } from "./controls.js";
import { Frames } from "./frames.js";
import { MAX_TOPIC_LENGTH } from "./protocol.js";
import { ReceiptView } from "./receipt.js";
import { Record } from "./record.js";
import { Line, Telling } from "./stories.js";
import { StoryView } from "./story.js";

const byId = (id) => document.getElementById(id);
const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/prod`;

const line = new Line(url);
const form = byId("ask");
const topic = byId("topic");
const problem = byId("topic-problem");
const tell = byId("tell");
const stop = byId("stop");
const story = new StoryView(new Announcer(byId("announcer")));
const receipt = new ReceiptView();
const frames = new Frames(byId("frames"), byId("frame-list"), byId("frame-count"));

let telling = null;

byId("address").textContent = url;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const wish = topic.value.trim();
  const wrong = wrongWith(wish);
  problem.textContent = wrong;
  topic.setAttribute("aria-invalid", String(wrong !== ""));
  if (wrong === "") {
    begin(wish);
  } else {
    topic.focus();
  }
});

stop.addEventListener("click", () => telling?.stop());

byId("again").addEventListener("click", () => begin(story.topic));

byId("suggestions").addEventListener("click", (event) => {
  if (event.target instanceof HTMLButtonElement && telling === null) {
    topic.value = event.target.textContent;
    form.requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && telling !== null) {
    event.preventDefault();
    telling.stop();
  }
});

function wrongWith(wish) {
  if (wish === "") {
    return "Write first what the story shall be about.";
  }
  return Array.from(wish).length > MAX_TOPIC_LENGTH
    ? `Please use at most ${MAX_TOPIC_LENGTH} characters.`
    : "";
}

function begin(wish) {
  if (telling !== null) {
    return;
  }
  const version = Number(form.elements.version.value);
  const record = new Record(version, wish);
  busy(true);
  story.begin(wish);
  receipt.begin(record);
  frames.show(record);
  telling = new Telling(line, version, hearing(record));
  telling.begin(wish);
}

/** Writes down what is heard, and shows it. */
function hearing(record) {
  return {
    sent(raw, at) {
      record.sentAt ??= at;
      record.frames.push({ at: record.since(at), out: true, raw });
      frames.draw();
      receipt.sent();
      story.waitForFirstWord();
    },
    frame(raw, at, anyText) {
      record.frames.push({ at: record.since(at), out: false, raw });
      if (!anyText) {
        record.others.push(record.since(at));
      }
      frames.draw();
    },
    accepted(at) {
      record.acceptedAt = record.since(at);
    },
    text(text, at) {
      record.texts.push({ at: record.since(at), text, elements: story.append(text) });
    },
    notice(text) {
      story.notice(text);
    },
    silence() {
      story.silence(true);
    },
    ended(ending, at) {
      record.ending = ending;
      record.endedAt = record.since(at);
      telling = null;
      story.end(ending);
      receipt.end();
      busy(false);
    },
  };
}

/** Swaps the buttons, without losing the focus of whoever uses the keyboard. */
function busy(isTelling) {
  const from = isTelling ? [tell, byId("again")] : [stop];
  const focused = from.includes(document.activeElement) || document.activeElement === document.body;
  tell.hidden = isTelling;
  tell.disabled = isTelling;
  stop.hidden = !isTelling;
  if (focused) {
    (isTelling ? stop : story.nextStep() ?? tell).focus({ preventScroll: isTelling });
  }
}

const controls = new Controls(byId("controls"), byId("controls-status"), () => line.hangUp());
controls.load().then((some) => {
  byId("lab").hidden = !some;
});
