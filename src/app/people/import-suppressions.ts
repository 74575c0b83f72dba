import { deedIsTo } from '../../store/deeds.ts';
import type { ImportRefusal } from '../../store/imports.ts';
import { insertSuppressions, liveProspectsSuppressedBy } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import { endSuppressed, exitReasonOf } from './suppress.ts';
import type { SuppressionLine, SuppressionRow } from './suppression-rows.ts';

export interface SuppressionImport {
  readonly lines: AsyncIterable<SuppressionLine>;
  /** Who imports: the source of rows that name none. */
  readonly by: string;
  readonly dryRun?: boolean;
  readonly onRefusal?: (refusal: ImportRefusal) => void;
  readonly onProgress?: (rowsRead: number) => void;
}

export interface SuppressionImportResult {
  readonly rowsRead: number;
  /** Rows that were taken; what was suppressed before is among them. */
  readonly accepted: number;
  readonly refused: number;
  /** Enrolments that have ended. */
  readonly ended: number;
  /** A mail to one of them may still be in the air. */
  readonly inFlight: boolean;
}

const batchSize = 1_000;

/**
 * Suppresses a list in batches, each at once: suppressed first, then everything ended that those people are in, as `suppress`
 * does for one. The answer waits for mails that are in the air. Safe to run again, and from anywhere in the list.
 *
 * @throws InvalidInput when the list itself cannot be read; what was read before is suppressed
 */
export async function importSuppressions(
  app: App,
  request: SuppressionImport,
): Promise<SuppressionImportResult> {
  const flying: string[] = [];
  let [accepted, refused, ended] = [0, 0, 0];
  const take = async (batch: readonly SuppressionRow[]) => {
    if (request.dryRun !== true && batch.length > 0) {
      const done = await suppressBatch(app, batch, request.by);
      ended += done.ended;
      flying.push(...done.flying);
    }
    accepted += batch.length;
    request.onProgress?.(accepted + refused);
  };
  let batch: SuppressionRow[] = [];
  for await (const line of request.lines) {
    if ('refused' in line) {
      refused += 1;
      request.onRefusal?.(line.refused);
      continue;
    }
    batch.push(line);
    if (batch.length < batchSize) continue;
    await take(batch);
    batch = [];
  }
  await take(batch);
  const inFlight = (await waitUntilLanded(app.db, flying)).size > 0;
  return { rowsRead: accepted + refused, accepted, refused, ended, inFlight };
}

async function suppressBatch(app: App, batch: readonly SuppressionRow[], by: string) {
  const now = app.clock.now();
  const rows = batch.map(({ line: _line, since, source, note, ...row }) => ({
    ...row,
    source: source ?? by,
    since: since === null || since > now ? undefined : since,
    note: note ?? undefined,
  }));
  // What was suppressed before the process died over the rest has its entry.
  await app.db.transaction(async (tx) => {
    deedIsTo('suppression', 'list');
    await insertSuppressions(tx, rows, now);
  });
  const values = rows.map(({ value }) => value);
  const found = await liveProspectsSuppressedBy(app.db, values);
  const reasonOf = new Map(found.map(({ id, reason }) => [id, exitReasonOf(reason)]));
  let ended = 0;
  const flying: string[] = [];
  for (const reason of new Set(reasonOf.values())) {
    const ids = [...reasonOf].flatMap(([id, one]) => (one === reason ? [id] : []));
    const done = await endSuppressed(app, ids, reason);
    ended += done.ended;
    flying.push(...done.flying);
  }
  return { ended, flying };
}
