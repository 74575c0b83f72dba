/**
 * `npm run corpora`: how right the reading of mail is, over mails that others wrote and labelled, with the number of items
 * beside every share. `-- --only NAME` runs one part, `-- --json` prints JSON.
 */
import { parseArgs } from 'node:util';
import { table } from '../../src/commands/print.ts';
import { corpus } from '../helpers/corpora.ts';
import { parts, type Table } from './parts.ts';
import { ratio, type Score } from './score.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});

function cell(score: Score | undefined): string {
  if (score === undefined) return '';
  return `${(100 * ratio(score)).toFixed(1)} % (${score.right} of ${score.of})`;
}

function printTable({ title, columns }: Table): void {
  const names = Object.values(columns)[0]?.map(({ name }) => name) ?? [];
  const rows = names.map((name) => [
    name,
    ...Object.values(columns).map((scores) => cell(scores.find((score) => score.name === name))),
  ]);
  process.stdout.write(`${table([title, ...Object.keys(columns)], rows)}\n\n`);
}

const tables: Table[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue;
  const measured = await measure(corpus);
  if (measured === null) process.stderr.write(`${name}: its corpus is not there\n`);
  else if (values.json) tables.push(measured);
  else printTable(measured);
}
if (values.json) process.stdout.write(`${JSON.stringify(tables, null, 2)}\n`);
