// What a million stories cost in USD at the list prices of us-east-1, without the model, logs, data transfer and free
// tiers: each connection has one story, as in cdk-infra/bin/price.js.
// https://aws.amazon.com/api-gateway/pricing/ https://aws.amazon.com/lambda/pricing/

/** A million messages, below a billion in a month; each 32 KB of a message count as one. */
const MESSAGES = 1.0;
/** A million minutes of open connections. */
const MINUTES = 0.25;
/** A million invocations: a story has three, of which two are for $connect and $disconnect. */
const INVOCATIONS = 0.2;
/** A million GB-seconds on arm64. */
const GB_SECONDS = 13.3334;
/** The stack's default memory, in GB. */
const MEMORY_GB = 0.5;
/** What the two short invocations take together. */
const SHORT_SECONDS = 0.02;

/** Milliseconds of the story's own invocation are rounded up. */
export function gigabyteSeconds(story) {
  return (Math.ceil(story.invocation_ms) / 1000 + SHORT_SECONDS) * MEMORY_GB;
}

/** The request and the posts, in messages. */
export function messages(story) {
  return 1 + story.messages;
}

/** The parts of the price of a million stories like this one. */
export function parts(story) {
  return {
    messages: messages(story) * MESSAGES,
    'connection minutes': MINUTES,
    invocations: 3 * INVOCATIONS,
    'GB-seconds': gigabyteSeconds(story) * GB_SECONDS,
  };
}

export function ofAMillion(story) {
  return Object.values(parts(story)).reduce((total, part) => total + part, 0);
}
