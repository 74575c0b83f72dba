import { normaliseAddress } from '../../domain/address.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { seesAll, type Viewer } from '../../domain/viewer.ts';
import { Refused, Unavailable } from '../../errors.ts';
import { type CadenceVersion, readCurrentVersion } from '../../store/cadences.ts';
import { isUnfitValue, type Queryable } from '../../store/db.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { addToImport, type ImportRefusal, insertImport } from '../../store/imports.ts';
import type { App } from '../context.ts';
import { invalidAddress, invalidRow, repeatedRow, rowRefusal } from '../lists/list-rows.ts';
import { tryOut } from '../try-out.ts';
import { type Accepted, type Candidate, enrol } from './enrol.ts';
import { refusal } from './enrol-refusals.ts';
import type { ImportLine } from './import-rows.ts';
import { newRehearsal, type Rehearsal } from './rehearsal.ts';
import { endRun, isUndone, requireRunning } from './running-import.ts';
import { takeProspects } from './take-prospects.ts';

export interface ImportRequest {
  /** Null: prospects only. */
  readonly cadence: string | null;
  readonly lines: AsyncIterable<ImportLine>;
  readonly by: string;
  /** Who enrols them; absent: whoever sees all. */
  readonly viewer?: Viewer;
  readonly rowsTotal?: number | null;
  readonly dryRun?: boolean;
  readonly onRefusal?: (refusal: ImportRefusal) => void;
  /** Of those who are enrolled, or in a dry run would be. */
  readonly onAccepted?: (row: AcceptedRow) => void;
  readonly onProgress?: (rowsRead: number) => void;
  /** Once it is aborted no further batch is begun, and the import has failed. */
  readonly leaving?: AbortSignal;
}

/** Somebody whom the cadence takes, and where in the list they stand. */
export interface AcceptedRow extends Omit<Accepted, 'enrolmentId' | 'prospectId'> {
  readonly line: number;
  readonly candidate: Candidate;
}

export interface ImportResult {
  /** Null in a dry run. */
  readonly importId: string | null;
  readonly rowsRead: number;
  readonly accepted: number;
  readonly refused: number;
  /** Those of the accepted who wait for their turn to start, since so many start a day. */
  readonly waiting: number;
  /** When the last of them is expected to start; null when nobody waits. */
  readonly lastStartsAt: Date | null;
}

const batchSize = 1_000;
/** Batches that are written at once: PostgreSQL does each on a core of its own. */
const batchesAtOnce = 2;

/** Begins an import that runs on; its id is known at once. */
export async function beginImport(app: App, cadence: string | null, by: string): Promise<string> {
  const id = app.newId();
  await beginImportAs(app, { cadence, by }, id);
  return id;
}

/**
 * The same under an id of who may ask twice; false when it has been begun before.
 *
 * @param rowsTotal  how many rows the list has, where that is known
 */
export async function beginImportAs(
  app: App,
  request: Pick<ImportRequest, 'cadence' | 'by' | 'rowsTotal' | 'viewer'>,
  id: string,
): Promise<boolean> {
  const { cadence, by, rowsTotal = null, viewer = seesAll } = request;
  await requireCadence(app, cadence);
  const { clock, db } = app;
  const begun = { id, cadence, by, rowsTotal, viewer };
  return db.transaction(async (tx) => {
    deedIsTo('import', id);
    return insertImport(tx, begun, clock.now(), clock.machineNow());
  });
}

async function requireCadence(app: App, cadence: string | null): Promise<CadenceVersion | null> {
  if (cadence === null) return null;
  const version = await readCurrentVersion(app.db, cadence);
  if (version !== null) return version;
  throw new Refused(
    'unknown_cadence',
    ...saying(sentence('unknown.cadence-publish', { key: cadence })),
  );
}

/**
 * Imports a list in batches of a thousand, each in one transaction: a row is in or out, never half. Refused rows are told
 * one by one with their code, in the order of the list, and do not hold up the others. Two batches are written at once, while
 * the next is read; where the cadence has places for the first of the list only, one after the other.
 *
 * One that is taken back while it runs ends there.
 *
 * @throws Refused `unknown_cadence`; InvalidInput when the list itself cannot be read; Unavailable `leaving`
 */
export async function runImport(
  app: App,
  request: ImportRequest,
  begun?: string,
): Promise<ImportResult> {
  const version = await requireCadence(app, request.cadence);
  const atOnce = isFirstComeFirstServed(version) ? 1 : batchesAtOnce;
  const importId =
    begun ?? (request.dryRun === true ? null : await beginImport(app, request.cadence, request.by));
  const totals = { accepted: 0, refused: 0, waiting: 0 };
  let lastStartsAt: Date | null = null;
  const rehearsal = newRehearsal();
  const seen = new Map<string, number>();
  /** What became of a batch is told once what became of those before it has been. */
  const settle = async (rows: number, written: Written) => {
    const { refusals, waiting, lastStartsAt: last } = written;
    for (const refusal of refusals) request.onRefusal?.(refusal);
    for (const row of written.accepted) request.onAccepted?.(row);
    totals.accepted += rows - refusals.length;
    totals.refused += refusals.length;
    totals.waiting += waiting;
    lastStartsAt = later(lastStartsAt, last);
    if (importId !== null) {
      const machineNow = app.clock.machineNow();
      await addToImport(app.db, importId, rows - refusals.length, refusals, machineNow);
      app.metrics.importRows.inc({ outcome: 'accepted' }, rows - refusals.length);
      app.metrics.importRows.inc({ outcome: 'refused' }, refusals.length);
    }
    request.onProgress?.(totals.accepted + totals.refused);
  };
  const flights: Promise<void>[] = [];
  const settleUntil = async (left: number) => {
    while (flights.length > left) await flights.shift();
  };
  const begin = (batch: readonly Numbered[], broken: readonly ImportRefusal[]) => {
    if (request.leaving?.aborted === true) throw leaving();
    const into = { ...request, importId, rehearsal };
    const written = importBatch(app, into, batch).then((found) => ({
      ...found,
      refusals: [...broken, ...found.refusals].sort((a, b) => a.line - b.line),
    }));
    const earlier = flights.at(-1)?.catch(() => undefined);
    const rows = batch.length + broken.length;
    const settled = Promise.all([written, earlier]).then(([found]) => settle(rows, found));
    // Its failure is told where it is waited for.
    settled.catch(() => undefined);
    flights.push(settled);
  };
  try {
    let batch: Numbered[] = [];
    let broken: ImportRefusal[] = [];
    for await (const { line, row } of request.lines) {
      const refusal =
        'broken' in row
          ? invalidRow(line, row.broken)
          : repeatedRow(seen, line, row.prospect.email);
      if (refusal !== null) broken.push(refusal);
      else if (!('broken' in row)) batch.push({ line, candidate: row });
      if (batch.length + broken.length < batchSize) continue;
      await settleUntil(atOnce - 1);
      begin(batch, broken);
      [batch, broken] = [[], []];
    }
    await settleUntil(atOnce - 1);
    begin(batch, broken);
    await settleUntil(0);
    if (importId !== null) await endRun(app, importId, 'finished');
  } catch (error) {
    // Those that are under way are counted as well.
    await Promise.allSettled(flights);
    if (importId !== null) await endRun(app, importId, isUndone(error) ? 'undone' : 'failed');
    if (!isUndone(error)) throw error;
  }
  return { importId, rowsRead: totals.accepted + totals.refused, ...totals, lastStartsAt };
}

/** What became of a batch. */
interface Written {
  readonly accepted: readonly AcceptedRow[];
  readonly refusals: ImportRefusal[];
  readonly waiting: number;
  readonly lastStartsAt: Date | null;
}

/** Where a batch goes. */
interface Into extends ImportRequest {
  readonly importId: string | null;
  /** What the batches before it would have taken, in a dry run. */
  readonly rehearsal: Rehearsal;
}

/** Whether there are places for some of a list only, so that its order decides who gets them. */
function isFirstComeFirstServed(version: CadenceVersion | null): boolean {
  const { maxNewPerDay, maxActivePerCompany } = version?.definition.entry ?? {};
  return maxNewPerDay !== undefined || maxActivePerCompany !== undefined;
}

function later(a: Date | null, b: Date | null): Date | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function leaving(): Unavailable {
  return new Unavailable('leaving', 'The import was broken off: this process was asked to stop.');
}

interface Numbered {
  readonly line: number;
  readonly candidate: Candidate;
}

/** A row that the database cannot keep is found by halves, so that the others get in. */
async function importBatch(app: App, into: Into, batch: readonly Numbered[]): Promise<Written> {
  const [first] = batch;
  const none = { accepted: [], waiting: 0, lastStartsAt: null };
  if (first === undefined) return { refusals: [], ...none };
  try {
    return into.cadence === null
      ? { refusals: await importProspects(app, batch, into.importId), ...none }
      : await enrolBatch(app, into.cadence, into, batch);
  } catch (error) {
    if (!isUnfitValue(error)) throw error;
    if (batch.length === 1) {
      const message = 'The row cannot be kept: a value in it is out of range or too deep.';
      return {
        refusals: [{ line: first.line, email: null, code: 'invalid_row', message }],
        ...none,
      };
    }
    const half = Math.ceil(batch.length / 2);
    const one = await importBatch(app, into, batch.slice(0, half));
    const other = await importBatch(app, into, batch.slice(half));
    return {
      accepted: [...one.accepted, ...other.accepted],
      refusals: [...one.refusals, ...other.refusals],
      waiting: one.waiting + other.waiting,
      lastStartsAt: later(one.lastStartsAt, other.lastStartsAt),
    };
  }
}

async function enrolBatch(
  app: App,
  cadence: string,
  { importId, rehearsal, viewer }: Into,
  batch: readonly Numbered[],
): Promise<Written> {
  const results = await enrol(app, {
    cadence,
    candidates: batch.map(({ candidate }) => candidate),
    ...(viewer === undefined ? {} : { viewer }),
    ...(importId === null ? { dryRun: true, rehearsal } : { importId }),
  });
  const refusals: ImportRefusal[] = [];
  const accepted: AcceptedRow[] = [];
  for (const [index, { line, candidate }] of batch.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    if ('refused' in result) {
      refusals.push(rowRefusal(line, candidate.prospect.email, result));
    } else {
      const { enrolmentId: _, prospectId: __, ...told } = result;
      accepted.push({ line, candidate, ...told });
    }
  }
  const starts = accepted.flatMap((row) => ('startsAt' in row ? [row.startsAt] : []));
  const lastStartsAt = starts.reduce<Date | null>((last, at) => later(last, at ?? null), null);
  return { accepted, refusals, waiting: starts.length, lastStartsAt };
}

async function importProspects(
  app: App,
  batch: readonly Numbered[],
  importId: string | null,
): Promise<ImportRefusal[]> {
  const refusals: ImportRefusal[] = [];
  const inputs = batch.flatMap(({ line, candidate }) => {
    const { email } = candidate.prospect;
    const address = normaliseAddress(email);
    if (address !== null) return [{ ...candidate.prospect, address }];
    refusals.push(invalidAddress(line, email));
    return [];
  });
  const take = async (tx: Queryable) => {
    if (importId !== null) await requireRunning(tx, importId);
    return takeProspects(app, tx, inputs, app.clock.now());
  };
  const { erased } = await (importId === null ? tryOut(app.db, take) : app.db.transaction(take));
  for (const { line, candidate } of batch) {
    const { email } = candidate.prospect;
    if (!erased.has(normaliseAddress(email) ?? '')) continue;
    refusals.push(rowRefusal(line, email, refusal('erased', email)));
  }
  return refusals;
}
