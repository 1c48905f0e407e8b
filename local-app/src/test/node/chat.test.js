import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { chatClient, checkFrames, read, textOf, user } from './chat-client.js';
import { startStoryLocal } from './story-local.js';

let local;
let client;

before(async () => {
  local = await startStoryLocal();
  await local.set({ pace: { firstTokenMs: 20, tokenIntervalMs: 5, postLatencyMs: 2 } });
});
after(() => local.stop());
beforeEach(() => {
  client = chatClient(local.url);
});
afterEach(async () => {
  client.close();
  await checkFrames(client.frames);
});

test('a story arrives in many steps and ends with its receipt', async () => {
  let steps = 0;
  const { message, chunks, error } = await read(await client.send([user('u1', 'A story about cats')]), () => steps++);

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

test('a conversation of three turns is sent to the model completely', async () => {
  const messages = [];
  for (const [i, topic] of ['cats', 'dogs', 'owls'].entries()) {
    messages.push(user(`u${i}`, `A story about ${topic}`));
    const { message, error } = await read(await client.send(messages));

    assert.equal(error, undefined);
    assert.match(textOf(message), new RegExp(topic, 'i'));
    messages.push(message);
  }
  assert.equal(client.sockets.length, 1);
});

test('two simultaneous stories on one socket are not mixed', async () => {
  const streams = await Promise.all([
    client.send([user('u1', 'A story about cats')]),
    client.send([user('u2', 'A story about dogs')]),
  ]);
  const [cats, dogs] = await Promise.all(streams.map(stream => read(stream)));

  assert.match(textOf(cats.message), /cats/i);
  assert.doesNotMatch(textOf(cats.message), /dogs/i);
  assert.match(textOf(dogs.message), /dogs/i);
  assert.doesNotMatch(textOf(dogs.message), /cats/i);
  assert.equal(client.sockets.length, 1);
});

test('an invalid request does not affect the next request on the socket', async () => {
  const file = { id: 'u1', role: 'user', parts: [{ type: 'file', mediaType: 'image/png', url: 'data:,x' }] };
  const refused = await read(await client.send([file]));

  assert.match(refused.error.message, /request id/);

  const next = await read(await client.send([user('u2', 'A story about cats')]));

  assert.equal(next.error, undefined);
  assert.match(textOf(next.message), /cats/i);
  assert.equal(client.sockets.length, 1);
});

test('an aborted story stops, and the socket can be used for another story', async () => {
  await local.set({ pace: { tokens: 2_000 } });
  const stop = new AbortController();
  const aborted = await read(await client.send([user('u1', 'A story about cats')], stop.signal), message => {
    if (textOf(message)) {
      stop.abort();
    }
  });
  assert.ok(textOf(aborted.message).length > 0);
  assert.notEqual(aborted.chunks.at(-1).type, 'finish');

  await local.set({ pace: { tokens: 0 } });
  const next = await read(await client.send([user('u2', 'A story about owls')]));

  assert.equal(next.error, undefined);
  assert.match(textOf(next.message), /owls/i);
  assert.equal(client.sockets.length, 1);
  const lastOfAborted = client.frames.map(frame => JSON.parse(frame)).find(frame => frame.chunk?.type === 'abort');
  assert.ok(lastOfAborted, 'the handler confirmed the abort');
});

test('a resume request is answered that no stream is active', async () => {
  assert.equal(await client.transport.reconnectToStream({ chatId: 'chat-1' }), null);
});
