import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { allGoals, startGoal } from '../../main/node/compare.mjs';
import { label, relayVerdict, time } from '../../main/node/jmh.mjs';
import { growthVerdict } from '../../main/node/load.mjs';
import { gigabyteSeconds, messages, ofAMillion } from '../../main/node/price.mjs';
import { render } from '../../main/node/render.mjs';

const project = fileURLToPath(new URL('../../../..', import.meta.url));

test("a price is what the stack's own calculator says", () => {
  const output = execFileSync('node', [join(project, 'cdk-infra/bin/price.js'), 'seconds=3', 'posts=75'], { encoding: 'utf8' });
  const counted = output.split('\n').filter((line) => /^\| (API Gateway|Lambda)/.test(line));
  const theirs = counted.map((line) => Number(line.split('|')[3])).reduce((total, part) => total + part);

  assert.equal(counted.length, 4);
  assert.ok(Math.abs(theirs - 96.98) < 0.01);
  assert.ok(Math.abs(ofAMillion({ messages: 75, invocation_ms: 3000 }) - theirs) < 0.01);
});

test('a price counts metered messages, and milliseconds that have begun', () => {
  assert.equal(messages({ posts: 10, messages: 14 }), 15);
  assert.equal(gigabyteSeconds({ invocation_ms: 99.1 }), gigabyteSeconds({ invocation_ms: 100 }));
});

test('there are ten goals', () => {
  assert.equal(allGoals(20).length, 10);
});

test('a start is compared with its share of theirs', () => {
  assert.match(startGoal('17', 'the zip', 750, 0.75, 1000), /, the zip, .* 0\.75: met\.\n$/);
  assert.match(startGoal('17', 'the zip', 751, 0.75, 1000), /\*\*MISSED\*\*\.\n$/);
});

test('a delta may not become more expensive nor the process larger than its bound', () => {
  const line = (deltas, cpuMicros, peak) => ({ deltas, clients: 1, cpuMicros, peak });
  const [first, same, dearer] = [line(10, 200, 129), line(100, 219, 256), line(1000, 242, 257)];

  const met = growthVerdict([first, same]);
  assert.ok(met.startsWith('CPU of a delta from 10 deltas × 1 to 100 deltas × 1: 200 → 219 µs'));
  assert.match(met, /1\.09, met\..* 129 → 256 MB; goal, at most 256 MB: met\.$/);
  const missed = growthVerdict([first, same, dearer, line(10000, 100, 130)]);
  assert.match(missed, /1\.11, \*\*MISSED\*\*/);
  assert.match(missed, /256 MB: \*\*MISSED\*\*\.$/);
});

test("a relay's goal has time, and bytes beside the text", () => {
  assert.equal(relayVerdict(150, 64 + 4.1), 'met');
  assert.equal(relayVerdict(151, 64), 'MISSED');
  assert.equal(relayVerdict(10, 65 + 4.1), 'MISSED');
  assert.equal(time(150.04, 120, 268.4), '150.0 (120.0–268.4)');
});

test('a micro-benchmark is labelled by its class and method', () => {
  assert.equal(label('dev.x.RelayBenchmark.postForEachDelta'), 'relay: post for each delta');
  assert.equal(label('dev.x.FramesBenchmark.write960CharactersV2'), 'frames: write 960 characters v2');
});

/** Records that were written before the records had all columns are of another format. */
const current = (csv) => readFileSync(csv, 'utf8').startsWith('machine,');

for (const [command, ...names] of [
  ['compare', 'compare'], ['grid', 'grid'], ['start', 'start'], ['http', 'http'], ['many', 'many'],
  ['growth', 'growth-length', 'growth-crowd']]) {
  const files = names.map((name) => join(project, 'docs/performance', `${name}.csv`));
  const skip = !files.every((file) => existsSync(file) && current(file)) && 'no records of this format';

  test(`the documented tables and plots of ${command} are those of its records`, { skip }, () => {
    const page = readFileSync(join(project, 'docs/performance.md'), 'utf8');
    const { sections, files: plots = {} } = render(command, files);
    for (const markdown of Object.values(sections)) assert.ok(page.includes(markdown.trim()));
    for (const [name, plot] of Object.entries(plots)) {
      assert.equal(readFileSync(join(project, 'docs/performance', name), 'utf8'), plot);
    }
  });
}

test('the documented capacity is the computed one', () => {
  const page = readFileSync(join(project, 'docs/capacity.md'), 'utf8');
  for (const markdown of Object.values(render('capacity').sections)) assert.ok(page.includes(markdown.trim()));
});

test('every plot of the page exists', () => {
  const page = readFileSync(join(project, 'docs/performance.md'), 'utf8');
  const files = readdirSync(join(project, 'docs/performance'));
  for (const [, file] of page.matchAll(/\]\(performance\/([\w-]+\.svg)\)/g)) assert.ok(files.includes(file), file);
});
