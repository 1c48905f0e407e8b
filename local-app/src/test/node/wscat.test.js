import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { startStoryLocal } from './story-local.js';

let local;

before(async () => {
  local = await startStoryLocal();
});
after(() => local.stop());

test('wscat shows the transcript of the first protocol', { timeout: 60_000 }, async () => {
  const wscat = spawn(process.execPath, ['node_modules/wscat/bin/wscat', '-c', local.url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const frames = [];
  let others = 0;
  for await (const line of createInterface({ input: wscat.stdout })) {
    const text = line.replace(/\u001b\[[^A-Za-z]*[A-Za-z]/g, '');
    if (text.includes('Connected')) {
      wscat.stdin.write('{"storyType": "CATS"}\n');
    }
    const frame = /\{.*\}/.exec(text)?.[0];
    if (frame && !frame.includes('storyType')) {
      frames.push(frame);
      others += frame === '{"type":"other","message":null}' ? 1 : 0;
    }
    if (others === 4) {
      break;
    }
  }
  wscat.kill();

  assert.equal(frames[0], '{"type":"other","message":null}');
  assert.deepEqual(frames.slice(-3), Array(3).fill('{"type":"other","message":null}'));
  const texts = frames.slice(1, -3).map(frame => JSON.parse(frame));
  assert.ok(texts.length > 3, `${texts.length} text frames`);
  assert.ok(texts.every(frame => frame.type === 'text' && Object.keys(frame).join() === 'type,message'));
  assert.match(texts.map(frame => frame.message).join(''), /cats/i);
});
