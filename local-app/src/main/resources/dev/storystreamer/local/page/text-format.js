/* Formats numbers and endings as text. */

export function milliseconds(ms) {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

export function bytes(count) {
  return count < 1_000 ? `${count} B` : `${(count / 1_000).toFixed(1)} kB`;
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

const TITLES = {
  finished: "The end",
  cut: "Cut short",
  stopped: "Stopped",
  failed: "The story failed",
  gone: "Connection lost",
  unreachable: "No connection",
};

export function titleOf(ending) {
  return TITLES[ending.kind];
}

/** Returns the sentence below the title; may be empty. */
export function sentenceOf(ending, hasText) {
  if (ending.kind === "stopped") {
    return hasText ? "You stopped it here." : "You stopped it before its first word.";
  }
  return ending.text;
}
