import { ownerName, type Viewer } from '../../domain/viewer.ts';
import { listApiKeys } from '../../store/api-keys.ts';
import type { Queryable } from '../../store/db.ts';
import { listOwners } from '../../store/reports/choices.ts';

const atMost = 200;

/** Who may be named as an owner, in the order of their names: whose work is seen; else reps, managers, and who owns something. */
export async function readPossibleOwners(
  db: Queryable,
  { owners: seen }: Viewer,
): Promise<readonly string[]> {
  if (seen !== null) return seen.toSorted();
  const [keys, owners] = await Promise.all([listApiKeys(db), listOwners(db, atMost)]);
  const people = keys.filter(
    ({ role, revokedAt }) => revokedAt === null && (role === 'rep' || role === 'manager'),
  );
  // A rep without an address owns by the name of the key.
  const named = people.map(({ email, name }) => email ?? ownerName(name));
  return [...new Set([...named, ...owners])].toSorted().slice(0, atMost);
}
