import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { quantile, readRecords, statistics, text } from '../../main/node/records.mjs';
import { replaceSection, table } from '../../main/node/markdown.mjs';
import { svg } from '../../main/node/plot.mjs';
import { write } from '../../main/node/render.mjs';

const directory = () => mkdtempSync(join(tmpdir(), 'render-'));

test('reads numbers, truth values, texts and empty numbers', () => {
  const file = join(directory(), 'a.csv');
  writeFileSync(file, 'contender,interval,whole,ready_ms,posts\nSpring AI,6,true,,12\n');

  const [record] = readRecords(file);

  assert.deepEqual(record, { contender: 'Spring AI', interval: '6', whole: true, ready_ms: NaN, posts: 12 });
});

test('statistics have the middle and both ends', () => {
  assert.deepEqual(statistics([9, 1, 4]), { median: 4, min: 1, max: 9 });
  assert.deepEqual(statistics([9, 1, 4, 6]), { median: 5, min: 1, max: 9 });
  assert.equal(text(statistics([9, 1, 4]), 1), '4.0 (1.0–9.0)');
  assert.equal(text(statistics([NaN]), 1), '');
});

test('statistics of nothing are refused', () => {
  assert.throws(() => statistics([]), /nothing was measured/);
});

test('a quantile is the smallest value that so many do not exceed', () => {
  const values = [40, 10, 30, 20];

  assert.equal(quantile(values, 0.5), 20);
  assert.equal(quantile(values, 0.51), 30);
  assert.equal(quantile(values, 0.99), 40);
  assert.equal(quantile(values, 0), 10);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('a table has a header, an alignment and rows', () => {
  assert.equal(table(['', 'a'], [['b', 1]]), '|  | a |\n|---|--:|\n| b | 1 |\n');
});

test('replaces one section and keeps the rest', () => {
  const page = join(directory(), 'page.md');
  writeFileSync(page, '# Speed\n\n<!-- lag -->\nold\n<!-- /lag -->\n\nprose\n');

  replaceSection(page, 'lag', '| new |\n');
  replaceSection(page, 'lag', '| newer |\n');

  assert.equal(readFileSync(page, 'utf8'), '# Speed\n\n<!-- lag -->\n\n| newer |\n\n<!-- /lag -->\n\nprose\n');
  assert.throws(() => replaceSection(page, 'lags', 'text'), /no section lags/);
});

test('writes sections into the page and plots beside it', () => {
  const docs = directory();
  writeFileSync(join(docs, 'performance.md'), '<!-- lag -->\n<!-- /lag -->\n');

  write({ sections: { lag: 'new' }, files: { 'lag.svg': '<svg/>' } }, docs);

  assert.match(readFileSync(join(docs, 'performance.md'), 'utf8'), /new/);
  assert.equal(readFileSync(join(docs, 'performance/lag.svg'), 'utf8'), '<svg/>');
});

test('a plot has a line for each series and is the same for the same points', () => {
  const plot = {
    title: 'Lag & posts',
    x: { label: 'deltas', logarithmic: true },
    y: { label: 'ms', logarithmic: false },
    lines: [{ name: 'ours', points: [[10, 1], [100, 2]] }, { name: 'theirs', points: [[10, 3], [100, 4]] }],
  };

  assert.match(svg(plot), /^<svg/);
  assert.equal(svg(plot).match(/<polyline/g).length, 2);
  assert.match(svg(plot), />Lag &amp; posts</);
  assert.match(svg(plot), />theirs</);
  assert.equal(svg(plot), svg(plot));
  assert.doesNotMatch(svg(plot), /NaN|Infinity/);
});
