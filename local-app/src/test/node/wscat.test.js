import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { startStoryLocal } from './story-local.js';

const OTHER = '{"type":"other","message":null}';

let local;

before(async () => {
  local = await startStoryLocal();
});
after(() => local.stop());

test('wscat shows the frames of protocol 1', { timeout: 60_000 }, async () => {
  const request = '{"storyType": "CATS"}';
  const wscat = spawn(process.execPath, ['node_modules/wscat/bin/wscat', '-c', local.url, '-x', request, '-w', '60'], {
    stdio: ['pipe', 'pipe', 'inherit'], // wscat exits when its standard input is closed
  });
  const frames = [];
  let others = 0;
  for await (const line of createInterface({ input: wscat.stdout })) {
    frames.push(line);
    others += line === OTHER ? 1 : 0;
    if (others === 4) {
      break;
    }
  }
  wscat.kill();

  assert.equal(frames[0], OTHER);
  assert.deepEqual(frames.slice(-3), Array(3).fill(OTHER));
  const texts = frames.slice(1, -3).map(frame => JSON.parse(frame));
  assert.ok(texts.length > 3, `${texts.length} text frames`);
  assert.ok(texts.every(frame => frame.type === 'text' && Object.keys(frame).join() === 'type,message'));
  assert.match(texts.map(frame => frame.message).join(''), /cats/i);
});
