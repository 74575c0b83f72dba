import type { Queryable } from '../../store/db.ts';
import { listSuppressions, type Suppression } from '../../store/suppressions.ts';
import { csvLine } from '../lists/csv-cells.ts';

const pageSize = 1_000;

/** All suppressions by value, a page at a time. */
export async function* allSuppressions(db: Queryable): AsyncGenerator<readonly Suppression[]> {
  let after: string | null = null;
  for (;;) {
    const some = await listSuppressions(db, after, pageSize);
    if (some.length > 0) yield some;
    after = some.at(-1)?.value ?? null;
    if (some.length < pageSize) return;
  }
}

/** All suppressions as CSV, piece by piece: what an import reads as the same again. */
export async function* exportSuppressions(db: Queryable): AsyncGenerator<string> {
  yield csvLine(['address', 'domain', 'reason', 'since', 'source', 'note']);
  for await (const some of allSuppressions(db)) {
    const lines = some.map(({ value, reason, createdAt, source, note }) => {
      const [address, domain] = value.includes('@') ? [value, ''] : ['', value];
      return csvLine([address, domain, reason, createdAt.toISOString(), source, note ?? '']);
    });
    yield lines.join('');
  }
}
