/* The page: requests a story for a topic, shows it as it arrives, and shows how it ended. */

import { Announcer } from "./announcer.js";
import { Controls } from "./controls.js";
import { FrameList } from "./frame-list.js";
import { MAX_TOPIC_LENGTH } from "./protocol.js";
import { ReceiptView } from "./receipt-view.js";
import { StoryRecord } from "./story-record.js";
import { Connection, StorySession } from "./story-session.js";
import { StoryView } from "./story-view.js";

const byId = (id) => document.getElementById(id);
const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/prod`;

const connection = new Connection(url);
const form = byId("ask");
const topicField = byId("topic");
const topicError = byId("topic-problem");
const startButton = byId("tell");
const stopButton = byId("stop");
const storyView = new StoryView(new Announcer(byId("announcer")));
const receiptView = new ReceiptView();
const frameList = new FrameList(byId("frames"), byId("frame-list"), byId("frame-count"));

let session = null;

byId("address").textContent = url;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const topic = topicField.value.trim();
  const error = topicErrorOf(topic);
  topicError.textContent = error;
  topicField.setAttribute("aria-invalid", String(error !== ""));
  if (error === "") {
    start(topic);
  } else {
    topicField.focus();
  }
});

stopButton.addEventListener("click", () => session?.stop());

byId("again").addEventListener("click", () => start(storyView.topic));

byId("suggestions").addEventListener("click", (event) => {
  if (event.target instanceof HTMLButtonElement && session === null) {
    topicField.value = event.target.textContent;
    form.requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && session !== null) {
    event.preventDefault();
    session.stop();
  }
});

function topicErrorOf(topic) {
  if (topic === "") {
    return "Enter a topic first.";
  }
  return Array.from(topic).length > MAX_TOPIC_LENGTH
    ? `Please use at most ${MAX_TOPIC_LENGTH} characters.`
    : "";
}

function start(topic) {
  if (session !== null) {
    return;
  }
  const version = Number(form.elements.version.value);
  const record = new StoryRecord(version, topic);
  showButtons(true);
  storyView.begin(topic);
  receiptView.begin(record);
  frameList.show(record);
  session = new StorySession(connection, version, listenerFor(record));
  session.start(topic);
}

/** Returns a listener that records each event and shows it. */
function listenerFor(record) {
  return {
    sent(raw, at) {
      record.sentAt ??= at;
      record.frames.push({ at: record.since(at), out: true, raw });
      frameList.draw();
      receiptView.sent();
      storyView.waitForFirstWord();
    },
    frame(raw, at, hasText) {
      record.frames.push({ at: record.since(at), out: false, raw });
      if (!hasText) {
        record.others.push(record.since(at));
      }
      frameList.draw();
    },
    accepted(at) {
      record.acceptedAt = record.since(at);
    },
    text(text, at) {
      record.texts.push({ at: record.since(at), text, elements: storyView.append(text) });
    },
    notice(text) {
      storyView.notice(text);
    },
    silence() {
      storyView.silence(true);
    },
    ended(ending, at) {
      record.ending = ending;
      record.endedAt = record.since(at);
      session = null;
      storyView.end(ending);
      receiptView.end();
      showButtons(false);
    },
  };
}

/** Replaces the start button by the stop button, or the reverse, and moves the keyboard focus to the visible one. */
function showButtons(isRunning) {
  const hiddenNow = isRunning ? [startButton, byId("again")] : [stopButton];
  const focused = hiddenNow.includes(document.activeElement) || document.activeElement === document.body;
  startButton.hidden = isRunning;
  startButton.disabled = isRunning;
  stopButton.hidden = !isRunning;
  if (focused) {
    (isRunning ? stopButton : storyView.retryButton() ?? startButton).focus({ preventScroll: isRunning });
  }
}

const controls = new Controls(byId("controls"), byId("controls-status"), () => connection.close());
controls.load().then((available) => {
  byId("lab").hidden = !available;
});
