/** What an author waits for before a list is enrolled: one simulation, a forecast, an audit of all mails. */
import { Readable } from 'node:stream';
import { readCsv } from '../../src/app/enrolling/import-rows.ts';
import { auditList } from '../../src/app/library/audit-list.ts';
import { forecast } from '../../src/app/library/forecast.ts';
import { type Library, readLibrary } from '../../src/app/library/library.ts';
import { readReplyRates } from '../../src/app/library/reply-rates.ts';
import { simulate } from '../../src/app/library/simulate.ts';
import { usableRows } from '../../src/app/lists/list-rows.ts';
import type { Cadence } from '../../src/domain/cadence.ts';
import { limitResult, median, type Result } from './result.ts';

const runs = 200;

export async function benchPlanning(people: {
  readonly forecast: number;
  readonly audit: number;
}): Promise<Result[]> {
  const library = await readLibrary('cadences', 'templates');
  const { cadence = null } =
    library.cadences.find((parsed) => parsed.cadence?.key === 'new-business') ?? {};
  if (cadence === null) throw new Error('new-business cannot be read');
  return [
    benchSimulation(cadence),
    await benchForecast(cadence, people.forecast),
    await benchAudit(library, cadence, people.audit),
  ];
}

function benchSimulation(cadence: Cadence): Result {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    const prospect = { timezone: 'Europe/Oslo', country: 'NO', region: null };
    simulate({ cadence, prospect, senderZone: null, from: new Date() });
    return performance.now() - startedAt;
  });
  return limitResult('simulation of new-business', 'ms', median(times), 200);
}

async function benchForecast(cadence: Cadence, prospects: number): Promise<Result> {
  const startedAt = performance.now();
  await forecast({
    ...{ cadence, rows: listOf(prospects), senderZone: 'Europe/Oslo', mailboxes: ['default'] },
    ...{ from: new Date(), perDay: 200, runs, seed: 1 },
    replyRates: readReplyRates('0.05', cadence),
  });
  const name = `forecast of ${prospects.toLocaleString('en-US')} prospects, ${runs} runs`;
  return limitResult(name, 's', (performance.now() - startedAt) / 1_000, 10);
}

async function benchAudit(library: Library, cadence: Cadence, prospects: number): Promise<Result> {
  const startedAt = performance.now();
  const { mails } = await auditList({ library, cadence, rows: listOf(prospects) });
  const name = `audit of ${mails.toLocaleString('en-US')} mails`;
  return limitResult(name, 's', (performance.now() - startedAt) / 1_000, 30);
}

const places = ['NO,Europe/Oslo,nb', 'SE,Europe/Stockholm,', 'US,,en', 'DE,Europe/Berlin,de'];

function listOf(prospects: number) {
  const lines = Array.from(
    { length: prospects },
    (_, index) =>
      `p${index}@c${index % 900}.example,Name ${index},Company ${index % 900},${places[index % places.length]}\n`,
  );
  const header = 'email,firstName,company,country,timezone,locale\n';
  return usableRows(readCsv(Readable.from([header, ...lines])), () => undefined);
}
