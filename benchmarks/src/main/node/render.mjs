#!/usr/bin/env node
// Makes the tables and plots of a command from its records, prints them, and with --write puts them into docs/.
//   node benchmarks/src/main/node/render.mjs COMMAND [--write] [CSV...]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRecords } from './records.mjs';
import { replaceSection } from './markdown.mjs';
import { compare, http, prime, sideBySide, start } from './compare.mjs';
import { grid, growth, many } from './load.mjs';
import { jmh, jmhCsv, jmhRecords } from './jmh.mjs';
import { ask, stories } from './capacity.mjs';

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** What a command renders: sections of a page, and files in docs/performance. */
export function render(command, files) {
  switch (command) {
    case 'compare': return { sections: { compare: compare(readRecords(files[0])) } };
    case 'side-by-side': return { sections: { compare: sideBySide(readRecords(files[0])) } };
    case 'http': return { sections: { http: http(readRecords(files[0])) } };
    case 'prime': return { sections: { prime: prime(readRecords(files[0])) } };
    case 'start': return { sections: start(readRecords(files[0])) };
    case 'many': return { sections: { many: many(readRecords(files[0])) } };
    case 'grid': {
      const { markdown, plots } = grid(readRecords(files[0]));
      return { sections: { grid: markdown }, files: plots };
    }
    case 'growth': {
      const longer = growth(readRecords(files[0]), 'Longer stories', 'deltas of the story');
      const more = growth(readRecords(files[1]), 'More stories at once', 'stories at once');
      return {
        sections: {
          growth: `${longer.markdown}\n![Longer stories](performance/growth-length.svg)\n\n`
            + `${more.markdown}\n![More stories at once](performance/growth-crowd.svg)\n`,
        },
        files: { 'growth-length.svg': longer.plot, 'growth-crowd.svg': more.plot },
      };
    }
    case 'jmh': {
      const records = jmhRecords(files[0], files[1]);
      return { sections: { jmh: jmh(records) }, files: { 'jmh.csv': jmhCsv(records) } };
    }
    case 'capacity': return { page: 'capacity.md', sections: { stories: stories(), ask: ask() } };
    default: throw new Error(`no command ${command}`);
  }
}

/** Writes what was rendered into a docs directory. */
export function write({ page = 'performance.md', sections, files = {} }, docs = join(PROJECT, 'docs')) {
  for (const [section, markdown] of Object.entries(sections)) replaceSection(join(docs, page), section, markdown);
  mkdirSync(join(docs, 'performance'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(docs, 'performance', name), content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...rest] = process.argv.slice(2);
  const rendered = render(command, rest.filter((argument) => argument !== '--write'));
  console.log(Object.values(rendered.sections).join('\n'));
  if (rest.includes('--write')) write(rendered);
}
