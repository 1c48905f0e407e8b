// Writes tables, and the marked sections of a page.
import { readFileSync, writeFileSync } from 'node:fs';

/** A table; every column but the first is aligned to the right unless `align` says otherwise. */
export function table(header, rows, align = header.map((_, i) => (i === 0 ? '---' : '--:'))) {
  return [header, align, ...rows].map(line).join('\n') + '\n';
}

function line(cells) {
  return cells[0] === '---' || cells[0] === '--:' ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`;
}

/** `met`, or `MISSED` in bold. */
export function verdict(met) {
  return met ? 'met' : '**MISSED**';
}

/** Replaces the lines between `<!-- section -->` and `<!-- /section -->`. */
export function replaceSection(page, section, markdown) {
  const text = readFileSync(page, 'utf8');
  const opening = `<!-- ${section} -->\n`;
  const from = text.indexOf(opening);
  const to = text.indexOf(`<!-- /${section} -->`);
  if (from < 0 || to < from) throw new Error(`${page} has no section ${section}`);
  writeFileSync(page, `${text.slice(0, from + opening.length)}\n${markdown.trim()}\n\n${text.slice(to)}`);
}
