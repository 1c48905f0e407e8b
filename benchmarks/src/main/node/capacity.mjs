// How many stories one region of one account carries, by arithmetic: which of AWS's quotas is used up first when stories
// of one kind start at a steady rate. A story is {interval, post, deltas}: T and L in seconds, and its text deltas, each
// of them one token.
import { grouped } from './records.mjs';
import { table } from './markdown.mjs';

/** Besides posts, a story is two requests to API Gateway: $connect and the client's message. */
const OTHER_REQUESTS = 2;
const CLOSING_FRAMES = 3;
/** The opening, and the frames without text at the end. */
const FRAMES_WITHOUT_TEXT = 1 + CLOSING_FRAMES;
/** How long the model takes to its first delta. */
const FIRST_TOKEN_SECONDS = 0.4;
const INPUT_TOKENS = 22;
/** The stack's default `maxTokens`. */
const MAX_TOKENS = 1024;
/** New environments a second of one function: 1,000 every 10 seconds, refilled continuously. */
const REFILL = 100;
/** The stack's default `reservedConcurrency`. */
const RESERVED = 20;

/** How deltas become posts, of which one is in flight at a time. */
export const JOINED = {
  textPosts: ({ deltas, interval, post }) => deltas * Math.min(1, interval / post),
  textSeconds: ({ deltas, interval, post }) => deltas * interval + post,
};
export const POST_PER_DELTA = {
  textPosts: ({ deltas }) => deltas,
  textSeconds: ({ deltas, interval, post }) => deltas * Math.max(interval, post) + post,
};

/** AWS's default quotas; `usedBy` is how much of one is in use when one story starts each second. */
export const QUOTAS = {
  REQUESTS: { label: 'API Gateway requests', value: 10_000, usedBy: (load) => load.posts + OTHER_REQUESTS },
  CONNECTIONS: { label: 'API Gateway new connections', value: 500, usedBy: () => 1 },
  CONCURRENCY: { label: 'Lambda concurrency', value: 1_000, usedBy: (load) => load.seconds },
  TOKENS: {
    label: 'Bedrock tokens per minute',
    value: 4_000_000,
    // A story that ended counts with its tokens; one that runs counts with the most it may have.
    usedBy: (load) => {
      const running = Math.min(60, load.seconds);
      return (60 - running) * (INPUT_TOKENS + load.story.deltas)
        + running * (INPUT_TOKENS + Math.max(MAX_TOKENS, load.story.deltas));
    },
  },
  // From zero, each story needs a new environment until the first one ended; REFILL more become available each second.
  ENVIRONMENTS: {
    label: 'Lambda new environments, from none',
    value: 1_000,
    usedBy: (load) => load.seconds,
    refilled: (load) => REFILL * load.seconds,
  },
};

const startsPerSecond = (quota, load) => (quota.value + (quota.refilled?.(load) ?? 0)) / quota.usedBy(load);

/** What a kind of story, posted in one way, uses. */
export function capacity(story, way) {
  const load = {
    story,
    posts: way.textPosts(story) + FRAMES_WITHOUT_TEXT,
    seconds: FIRST_TOKEN_SECONDS + way.textSeconds(story) + CLOSING_FRAMES * story.post,
  };
  const limit = Object.values(QUOTAS).reduce((least, quota) =>
    (startsPerSecond(quota, load) < startsPerSecond(least, load) ? quota : least));
  const needed = (quota, perMinute) =>
    Math.max(0, quota.usedBy(load) * perMinute / 60 - (quota.refilled?.(load) ?? 0));
  return {
    ...load,
    limit,
    storiesPerMinute: 60 * startsPerSecond(limit, load),
    storiesAtOnce: startsPerSecond(limit, load) * load.seconds,
    /** How many stories a minute a function runs that may run so many at once. */
    perMinuteOf: (atOnce) => 60 * atOnce / load.seconds,
    /** How large a quota must be for so many stories a minute. */
    needed,
    /** How long until so many stories run, from zero, by Lambda's new environments alone. */
    secondsFromZero: (perMinute) =>
      Math.max(0, (needed(QUOTAS.CONCURRENCY, perMinute) - QUOTAS.ENVIRONMENTS.value) / REFILL),
  };
}

const ms = (seconds) => `${Math.round(seconds * 1000)} ms`;

/** The section `stories`: slow and fast models, near and far gateways, short and long stories. */
export function stories() {
  const header = ['T', 'L', 'deltas', 'posts, joined', 'posts, one per delta', 'a minute, joined', 'at once', 'limited by',
    'a minute, one per delta', 'at once', 'limited by'];
  const align = header.map((title) => (title === 'limited by' ? '---' : '--:'));
  const rows = [];
  for (const deltas of [140, 500, 1_000]) {
    for (const interval of [0.006, 0.020, 0.048]) {
      for (const post of [0.005, 0.020, 0.050]) {
        const [joined, each] = [JOINED, POST_PER_DELTA].map((way) => capacity({ interval, post, deltas }, way));
        rows.push([ms(interval), ms(post), grouped(deltas), grouped(joined.posts), grouped(each.posts),
          ...[joined, each].flatMap((load) => [`**${grouped(load.storiesPerMinute)}**`, grouped(load.storiesAtOnce), load.limit.label])]);
      }
    }
  }
  return table(header, rows, align);
}

/** The section `ask`: how large each quota must be. */
export function ask() {
  const story = { interval: 0.006, post: 0.020, deltas: 500 };
  const [joined, each] = [JOINED, POST_PER_DELTA].map((way) => capacity(story, way));
  const rates = [1_000, 10_000, 100_000];
  const pairs = (value) => rates.flatMap((perMinute) => [joined, each].map((load) => value(load, perMinute)));
  const row = (label, available, needed) => [label, grouped(available), ...pairs((load, perMinute) => {
    const value = needed(load, perMinute);
    return value > available ? `**${grouped(Math.ceil(value))}**` : grouped(Math.ceil(value));
  })];
  return `For ${grouped(story.deltas)} deltas, T = ${ms(story.interval)}, L = ${ms(story.post)}; values above the default are bold.\n\n`
    + table(
      ['', 'default', ...rates.flatMap((rate) => [`${grouped(rate)} stories a minute, joined`, 'one post per delta'])],
      [
        ...Object.values(QUOTAS).map((quota) => row(quota.label, quota.value, (load, perMinute) => load.needed(quota, perMinute))),
        row("our stack's `reservedConcurrency`", RESERVED, (load, perMinute) => load.needed(QUOTAS.CONCURRENCY, perMinute)),
        [`seconds until so many run at once, from zero, ${REFILL} a second`, '', ...pairs((load, perMinute) => grouped(load.secondsFromZero(perMinute)))],
      ])
    + `\nAs deployed, ${RESERVED} at once, the stack runs ${grouped(joined.perMinuteOf(RESERVED))} of these stories a minute, joined, and ${grouped(each.perMinuteOf(RESERVED))} with one post per delta.\n`;
}
