import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** What stands under a heading of the README, with the heading. */
export function sectionOf(heading: string): string {
  const begin = readme.indexOf(`## ${heading}`);
  if (begin < 0) throw new Error(`the README has no "${heading}"`);
  return readme.slice(begin, readme.indexOf('\n## ', begin + 1));
}

/** The files that a section shows: each block with a language, by the path that ends the line before it. */
export function filesIn(section: string): Readonly<Record<string, string>> {
  const blocks = section.matchAll(/`([\w./-]+)`:\n\n```\w+\n([\s\S]*?\n)```$/gm);
  return Object.fromEntries([...blocks].map(([, path = '', content = '']) => [path, content]));
}
