/* What was measured of one story, in this page. Times are milliseconds since the request was sent. */

export class Record {
  version;
  topic;
  sentAt = null;
  acceptedAt = null;
  /** Frames that carried text: {at, text, elements}. */
  texts = [];
  /** When a frame came that carried none. */
  others = [];
  /** All frames, both ways: {at, out, raw}. */
  frames = [];
  ending = null;
  endedAt = null;

  constructor(version, topic) {
    this.version = version;
    this.topic = topic;
  }

  /** Turns a reading of performance.now() into the time since the request. */
  since(now) {
    return now - (this.sentAt ?? now);
  }

  get receipt() {
    return this.ending?.receipt;
  }

  /**
   * When the service began, as this page's clock would have it: the receipt counts from there. Found from the moment at
   * which its last frame came, and never so late that something would have arrived before it was sent.
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
