import { saying, sentence } from '../../domain/sentence.ts';
import { Refused } from '../../errors.ts';
import type { Queryable } from '../../store/db.ts';
import { endImport, holdImport } from '../../store/imports.ts';
import type { App } from '../context.ts';

const undoneCode = 'import_undone';

/**
 * Keeps an import from being taken back until the end of the transaction.
 *
 * @throws Refused when it has been taken back already
 */
export async function requireRunning(tx: Queryable, importId: string): Promise<void> {
  if (await holdImport(tx, importId)) return;
  throw new Refused(undoneCode, ...saying(sentence('import.undone', { id: importId })));
}

/** Ends an import that runs, and counts how; one that was taken back meanwhile has its end already. */
export async function endRun(
  { db, clock, metrics }: App,
  importId: string,
  how: 'finished' | 'failed' | 'undone',
): Promise<void> {
  if (how !== 'undone') await endImport(db, importId, how, clock.now());
  metrics.importsEnded.inc({ status: how });
}

/** True for what `requireRunning` throws. */
export function isUndone(error: unknown): boolean {
  return error instanceof Refused && error.code === undoneCode;
}
