/* The measurements of one story in this page. Times are milliseconds since the request was sent. */

export class StoryRecord {
  version;
  topic;
  sentAt = null;
  acceptedAt = null;
  /** Frames with text: {at, text, elements}. */
  texts = [];
  /** The times of the received frames without text. */
  others = [];
  /** All sent and received frames: {at, out, raw}. */
  frames = [];
  ending = null;
  endedAt = null;

  constructor(version, topic) {
    this.version = version;
    this.topic = topic;
  }

  /** Converts a value of performance.now() to the time since the request. */
  since(now) {
    return now - (this.sentAt ?? now);
  }

  get receipt() {
    return this.ending?.receipt;
  }

  /**
   * The start of the receipt's times on this page's clock. It is estimated from the arrival of the last frame, and reduced
   * where a frame would otherwise arrive before it was sent.
   */
  get serverZero() {
    const receipt = this.receipt;
    if (receipt === undefined) {
      return null;
    }
    const latest = [this.endedAt - receipt.durationMs];
    if (this.acceptedAt !== null) {
      latest.push(this.acceptedAt);
    }
    if (this.texts.length > 0 && receipt.modelFirstDeltaMs !== undefined) {
      latest.push(this.texts[0].at - receipt.modelFirstDeltaMs);
    }
    return Math.max(0, Math.min(...latest));
  }

  get firstWordAtModel() {
    const ms = this.receipt?.modelFirstDeltaMs;
    return ms === undefined ? null : this.serverZero + ms;
  }

  get firstWordHere() {
    return this.texts[0]?.at ?? null;
  }
}
