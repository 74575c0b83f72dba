/**
 * Enrolments per second from a CSV file of 100,000 rows, as `cadence enrol` reads it: prospects, enrolments, first touches and
 * history. Beside it the bare insert of as many rows in arrays of a thousand into one table with the indexes of prospects.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runImport } from '../../src/app/enrolling/import.ts';
import { readCsv } from '../../src/app/enrolling/import-rows.ts';
import type { Db } from '../../src/store/db.ts';
import type { BenchServer } from './installation.ts';
import { limitResult, type Result, ratioResult } from './result.ts';

/** Rows a second of the bare insert on the machine that the goal was set for, with nothing else on it. */
const usualBareRate = 70_000;

export async function benchEnrolment(server: BenchServer, rows: number): Promise<Result[]> {
  const installation = await server.install();
  const folder = await mkdtemp(join(tmpdir(), 'cadence-bench-csv-'));
  try {
    const { app } = installation.deps;
    const file = join(folder, 'prospects.csv');
    await writeFile(file, csv(rows));
    const bareRate = rows / (await bareInsert(app.db, rows));
    const startedAt = performance.now();
    const result = await runImport(app, {
      cadence: 'waiting',
      lines: readCsv(createReadStream(file)),
      by: 'bench',
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    if (result.accepted !== rows) throw new Error(`${result.accepted} rows of ${rows} were taken`);
    return [
      ratioResult('enrolments from CSV', 'a second', rows / seconds, bareRate, { least: 0.07 }),
      limitResult(
        '100,000 enrolments where a bare insert does 70,000/s',
        's',
        (seconds / rows) * 100_000 * (bareRate / usualBareRate),
        20,
      ),
    ];
  } finally {
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function csv(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, index) =>
      `Kari ${index},Nordmann,kari.${index}@firm-${index % 20_000}.example,Firm ${index % 20_000} AS,NO,nb`,
  );
  return `First name,Last name,E-mail,Company,Country,Language\n${lines.join('\n')}\n`;
}

/** @returns seconds */
async function bareInsert(db: Db, rows: number): Promise<number> {
  await db.query(
    `create table bare (id uuid primary key default gen_random_uuid(), address text unique, domain text, company text,
                        locale text, created_at timestamptz not null default now())`,
  );
  await db.query('create index on bare (domain)');
  await db.query('create index on bare (created_at)');
  const startedAt = performance.now();
  for (let from = 0; from < rows; from += 1_000) {
    const indexes = Array.from(
      { length: Math.min(1_000, rows - from) },
      (_, index) => from + index,
    );
    await db.query({
      name: 'bare-insert',
      text: `insert into bare (address, domain, company, locale)
             select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
      values: [
        indexes.map((index) => `kari.${index}@firm-${index % 20_000}.example`),
        indexes.map((index) => `firm-${index % 20_000}.example`),
        indexes.map((index) => `Firm ${index % 20_000} AS`),
        indexes.map(() => 'nb'),
      ],
    });
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await db.query('drop table bare');
  return seconds;
}
