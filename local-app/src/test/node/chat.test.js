import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { checkFrames, person, read, textOf, user } from './person.js';
import { startStoryLocal } from './story-local.js';

let local;
let someone;

before(async () => {
  local = await startStoryLocal();
  await local.set({ pace: { firstTokenMs: 20, tokenIntervalMs: 5, postLatencyMs: 2 } });
});
after(() => local.stop());
beforeEach(() => {
  someone = person(local.url);
});
afterEach(async () => {
  someone.close();
  await checkFrames(someone.frames);
});

test('one story grows word by word and ends with its receipt', async () => {
  let steps = 0;
  const { message, chunks, error } = await read(await someone.ask([user('u1', 'A story about cats')]), () => steps++);

  assert.equal(error, undefined);
  assert.match(textOf(message), /cats/i);
  assert.ok(steps > 3, `${steps} steps`);
  assert.equal(chunks.at(0).type, 'start');
  assert.equal(chunks.at(-1).type, 'finish');
  assert.equal(chunks.at(-1).finishReason, 'stop');
  assert.ok(message.metadata.usage.outputTokens > 0);
  assert.equal(message.metadata.stopReason, 'end_turn');
  assert.equal(message.id, chunks.at(0).messageId);
});

test('a conversation of three turns goes to the model whole', async () => {
  const messages = [];
  for (const [i, topic] of ['cats', 'dogs', 'owls'].entries()) {
    messages.push(user(`u${i}`, `A story about ${topic}`));
    const { message, error } = await read(await someone.ask(messages));

    assert.equal(error, undefined);
    assert.match(textOf(message), new RegExp(topic, 'i'));
    messages.push(message);
  }
  assert.equal(someone.sockets.length, 1);
});

test('two stories at once on one socket do not touch each other', async () => {
  const streams = await Promise.all([
    someone.ask([user('u1', 'A story about cats')]),
    someone.ask([user('u2', 'A story about dogs')]),
  ]);
  const [cats, dogs] = await Promise.all(streams.map(stream => read(stream)));

  assert.match(textOf(cats.message), /cats/i);
  assert.doesNotMatch(textOf(cats.message), /dogs/i);
  assert.match(textOf(dogs.message), /dogs/i);
  assert.doesNotMatch(textOf(dogs.message), /cats/i);
  assert.equal(someone.sockets.length, 1);
});

test('a refused request fails alone, and the next one on the socket goes well', async () => {
  const file = { id: 'u1', role: 'user', parts: [{ type: 'file', mediaType: 'image/png', url: 'data:,x' }] };
  const refused = await read(await someone.ask([file]));

  assert.match(refused.error.message, /request id/);

  const good = await read(await someone.ask([user('u2', 'A story about cats')]));

  assert.equal(good.error, undefined);
  assert.match(textOf(good.message), /cats/i);
  assert.equal(someone.sockets.length, 1);
});

test('an aborted story stops, and another one follows on the same socket', async () => {
  await local.set({ pace: { tokens: 2_000 } });
  const stop = new AbortController();
  const aborted = await read(await someone.ask([user('u1', 'A story about cats')], stop.signal), message => {
    if (textOf(message)) {
      stop.abort();
    }
  });
  assert.ok(textOf(aborted.message).length > 0);
  assert.notEqual(aborted.chunks.at(-1).type, 'finish');

  await local.set({ pace: { tokens: 0 } });
  const next = await read(await someone.ask([user('u2', 'A story about owls')]));

  assert.equal(next.error, undefined);
  assert.match(textOf(next.message), /owls/i);
  assert.equal(someone.sockets.length, 1);
  const lastOfAborted = someone.frames.map(frame => JSON.parse(frame)).find(frame => frame.chunk?.type === 'abort');
  assert.ok(lastOfAborted, 'the handler said that it had stopped the story');
});

test('there is nothing to resume, and the SDK is told so', async () => {
  assert.equal(await someone.transport.reconnectToStream({ chatId: 'chat-1' }), null);
});
