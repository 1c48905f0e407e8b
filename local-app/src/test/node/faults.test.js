import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chatClient, checkFrames, read, textOf, user } from './chat-client.js';
import { startStoryLocal } from './story-local.js';

// What a page gets for each fault of story-local. The test fails if a fault is not in this table.
const FINISHES = finishReason => async ({ result }) => {
  assert.equal(result.error, undefined);
  assert.equal(result.chunks.at(-1).type, 'finish');
  assert.equal(result.chunks.at(-1).finishReason, finishReason);
  return `finish ${finishReason}`;
};
const FAILS = sentence => async ({ result }) => {
  assert.match(result.error?.message ?? 'no error', sentence);
  assert.match(result.error.message, /request id: \S+\)$/);
  return result.error.message.replace(/ \(request id.*/, '');
};
const BUSY = FAILS(/^The storyteller is busy\./);
const REFUSED = FAILS(/^The model does not take this request\./);
const FAILED = FAILS(/^The model failed while telling\./);
const SILENT = FAILS(/^The model fell silent/);
const INCOMPLETE = FAILS(/^The story broke off before its end\./);
const TOO_LONG = FAILS(/^The story took too long/);
const STOPS = async ({ result }) => {
  assert.equal(result.error, undefined);
  assert.equal(result.chunks.at(-1).type, 'abort');
  return 'abort';
};
/** The SDK closes the socket: the server closed it, or a frame is from API Gateway and not part of the protocol. */
const LOSES_THE_SOCKET = pattern => async ({ result }) => {
  assert.match(result.error?.message ?? 'no error', pattern);
  return result.error.message;
};
const CLOSED = code => LOSES_THE_SOCKET(new RegExp(`closed \\(code ${code}`));
const FOREIGN_FRAME = LOSES_THE_SOCKET(/Invalid WebSocket chat/);
const NO_SOCKET = LOSES_THE_SOCKET(/connection failed|connection closed/);

/** All posts fail, so the page gets no error. It keeps its text, and the next story finishes. */
const NOT_DELIVERED = Symbol('not delivered');

const EXPECTED = {
  'model-busy': BUSY,
  'model-busy-once': FINISHES('stop'),
  'model-not-ready': BUSY,
  'model-access-denied': REFUSED,
  'model-unknown': REFUSED,
  'model-end-of-life': REFUSED,
  'model-refuses': REFUSED,
  'model-times-out': FAILED,
  'model-errs': FAILED,
  'model-breaks': FAILED,
  'model-unavailable': FAILED,
  'model-hangs-up': FAILED,
  'model-silent': SILENT,
  'model-stalls': SILENT,
  'model-reasons': FINISHES('stop'),
  'stream-throttled': BUSY,
  'stream-internal-error': FAILED,
  'stream-model-error': FAILED,
  'stream-refused': REFUSED,
  'stream-unavailable': FAILED,
  'stream-unknown-error': FAILED,
  'stream-dropped': FAILED,
  'stream-reset': FAILED,
  'stream-truncated': FAILED,
  'stream-bad-crc': FAILED,
  'stream-ends-early': INCOMPLETE,
  'content-filtered': FINISHES('content-filter'),
  'guardrail-intervened': FINISHES('content-filter'),
  'cut-by-max-tokens': FINISHES('length'),
  'client-gone': CLOSED(1006),
  'client-stops': STOPS,
  'post-throttled': NOT_DELIVERED,
  'post-throttled-once': FINISHES('stop'),
  'post-fails': NOT_DELIVERED,
  'post-fails-once': FINISHES('stop'),
  'post-hangs': FINISHES('stop'),
  'post-forbidden': NOT_DELIVERED,
  'post-too-large': NOT_DELIVERED,
  'connect-refused': NO_SOCKET,
  'connect-fails': NO_SOCKET,
  'connect-throttled': NO_SOCKET,
  'message-throttled': FOREIGN_FRAME,
  'message-garbled': FAILS(/^This request cannot be answered\./),
  'route-missing': FOREIGN_FRAME,
  'integration-fails': FOREIGN_FRAME,
  'integration-times-out': FOREIGN_FRAME,
  'frame-too-large': CLOSED(1009),
  'message-not-text': CLOSED(1003),
  'idle-timeout': CLOSED(1001),
  'connection-expires': CLOSED(1001),
  'function-deadline': TOO_LONG,
};

const PACE = { firstTokenMs: 5, tokenIntervalMs: 5, tokens: 60, postLatencyMs: 2 };
const LONG = { ...PACE, tokenIntervalMs: 20, tokens: 1_000 };
const TOPIC = [user('u1', 'A story about cats')];

const local = await startStoryLocal({ STORY_FIRST_CHUNK_TIMEOUT_MS: '5000', STORY_STALL_TIMEOUT_MS: '3000' });
after(() => local.stop());
const { knownFaults } = await local.describe();
const report = [];
after(() => {
  console.log('| fault | what the page gets |\n|---|---|');
  report.forEach(line => console.log(line));
});

test('a story finishes without a fault', async () => {
  await local.set({ pace: PACE });
  const client = chatClient(local.url);
  await FINISHES('stop')({ result: await runStory(client) });
  client.close();
});

test('the table contains exactly the faults of story-local', () => {
  assert.deepEqual(knownFaults.map(fault => fault.name).sort(), Object.keys(EXPECTED).sort());
});

for (const { name } of knownFaults) {
  test(name, async () => {
    const expected = EXPECTED[name];
    assert.ok(expected, 'is not in the table');
    await local.set({ pace: name === 'function-deadline' ? LONG : PACE, faults: [name] });
    const client = chatClient(local.url);
    try {
      if (expected === NOT_DELIVERED) {
        await expectNoDelivery(name, client);
      } else {
        const result = await runStory(client);
        report.push(`| ${name} | ${await expected({ result })} |`);
        if (![FOREIGN_FRAME, NO_SOCKET].includes(expected)) {
          await checkFrames(client.frames);
        }
      }
    } finally {
      await local.set({ faults: [] });
      client.close();
    }
  });
}

/** A failed connection rejects the request; a later failure is an error of its stream. */
async function runStory(client) {
  try {
    return await read(await client.send(TOPIC));
  } catch (error) {
    return { error, chunks: [] };
  }
}

async function expectNoDelivery(name, client) {
  const stop = new AbortController();
  let outcome;
  const first = client.send(TOPIC, stop.signal).then(read).then(({ error, chunks }) => {
    outcome = error ? error.message.replace(/ \(request id.*/, '') : chunks.at(-1).type;
  });
  await framesBefore(client, 2);
  await new Promise(resolve => setTimeout(resolve, 1_000)); // so that several posts fail
  const received = client.frames.length;
  await local.set({ faults: [] });
  const next = await read(await client.send([user('u2', 'A story about owls')]));
  assert.equal(next.error, undefined);
  assert.match(textOf(next.message), /owls/i);
  report.push(`| ${name} | ${received} frames; once posts are accepted again: ${outcome ?? 'nothing more'} |`);
  stop.abort();
  await first;
  await checkFrames(client.frames);
}

async function framesBefore(client, count) {
  while (client.frames.length < count) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
