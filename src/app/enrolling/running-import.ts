import { Refused } from '../../errors.ts';
import type { Queryable } from '../../store/db.ts';
import { holdImport } from '../../store/imports.ts';

const undoneCode = 'import_undone';

/**
 * Keeps an import from being taken back until the end of the transaction.
 *
 * @throws Refused when it has been taken back already
 */
export async function requireRunning(tx: Queryable, importId: string): Promise<void> {
  if (await holdImport(tx, importId)) return;
  throw new Refused(undoneCode, `Import ${importId} was taken back.`);
}

/** True for what `requireRunning` throws. */
export function isUndone(error: unknown): boolean {
  return error instanceof Refused && error.code === undoneCode;
}
