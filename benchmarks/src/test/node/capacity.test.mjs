import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JOINED, POST_PER_DELTA, QUOTAS, capacity, stories } from '../../main/node/capacity.mjs';

const fastModelFarGateway = { interval: 0.006, post: 0.050, deltas: 500 };
const joined = capacity(fastModelFarGateway, JOINED); // 3.6 s
const each = capacity(fastModelFarGateway, POST_PER_DELTA);

function near(actual, expected, tolerance = 1e-6) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

test('joined posts fill the time of the model', () => {
  near(joined.posts, 60 + 4, 1e-9); // 500 × 6 ms / 50 ms
  near(joined.seconds, 0.4 + 3 + 0.05 + 3 * 0.05, 1e-9);
});

test('one post per delta takes as long as its posts', () => {
  assert.equal(each.posts, 500 + 4);
  near(each.seconds, 0.4 + 25 + 0.05 + 3 * 0.05, 1e-9);
});

test('both are the same where posts are faster than the model', () => {
  const slowModel = { interval: 0.048, post: 0.005, deltas: 140 };

  near(capacity(slowModel, JOINED).storiesPerMinute, capacity(slowModel, POST_PER_DELTA).storiesPerMinute, 1e-9);
});

test('the quota that allows the fewest stories is the limit', () => {
  // 56.4 s × 522 tokens of ended stories + 3.6 s × 1,046 reserved = 33,206.4 tokens for one story a second
  assert.equal(joined.limit, QUOTAS.TOKENS);
  near(joined.storiesPerMinute, 60 * 4_000_000 / 33_206.4);
  near(joined.storiesAtOnce, 3.6 * 4_000_000 / 33_206.4);
  // 10,000 requests / (504 posts + 2)
  assert.equal(each.limit, QUOTAS.REQUESTS);
  near(each.storiesPerMinute, 60 * 10_000 / 506);
});

test('a quota is needed in proportion to the stories', () => {
  near(joined.needed(QUOTAS.REQUESTS, 6_000), 100 * 66);
  near(joined.needed(QUOTAS.CONNECTIONS, 6_000), 100);
  near(joined.needed(QUOTAS.CONCURRENCY, 6_000), 360);
});

test('what may run at once bounds the stories of a minute', () => {
  near(joined.perMinuteOf(18), 300, 1e-9);
});

test('from zero, stories wait for environments beyond the first thousand', () => {
  assert.equal(joined.secondsFromZero(60 * 1_000 / 3.6), 0);
  near(joined.secondsFromZero(60 * 1_500 / 3.6), 5);
  // 1,500 in 3.6 s, of which 360 become available meanwhile
  near(joined.needed(QUOTAS.ENVIRONMENTS, 60 * 1_500 / 3.6), 1_500 - 360);
  assert.equal(joined.needed(QUOTAS.ENVIRONMENTS, 60), 0);
});

test('new environments are never the limit, because concurrency is no larger', () => {
  assert.ok(QUOTAS.CONCURRENCY.value <= QUOTAS.ENVIRONMENTS.value);
  assert.ok(!stories().includes(QUOTAS.ENVIRONMENTS.label));
});

test('a story of minutes holds its tokens for the whole minute', () => {
  const slow = capacity({ interval: 0.048, post: 0.005, deltas: 2_000 }, JOINED); // 96 s

  near(slow.needed(QUOTAS.TOKENS, 60), 60 * 2_022);
});
