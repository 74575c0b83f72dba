import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound, Refused } from '../../errors.ts';
import { readVersion, setCurrentVersion, unpublish } from '../../store/cadences.ts';
import type { Queryable } from '../../store/db.ts';
import { deedIsTo } from '../../store/deeds.ts';
import {
  insertPublication,
  laterPublications,
  lockPublishing,
  type Publication,
  readLastPublication,
  readPublication,
} from '../../store/publications.ts';
import { wakeStartQueue } from '../../store/start-queues.ts';
import type { App } from '../context.ts';

export interface RolledBack {
  /** The publication that records it. */
  readonly publicationId: number;
  readonly takesBack: number;
  /** The versions that are current again; null: the cadence is not published any more. */
  readonly cadences: readonly { readonly cadence: string; readonly number: number | null }[];
}

/**
 * Takes a publication back as a unit: the versions before it are current again, in one transaction. Those whom it has
 * moved are put back by `movePending`, and by the reconciler; who was enrolled since stays where they are.
 *
 * @param id  null: the last one that stands
 * @throws NotFound `unknown_publication`; Refused `taken_back_already`, `is_a_rollback`, `not_the_last`
 */
export async function rollback(
  app: Pick<App, 'db' | 'clock'>,
  id: number | null,
  by: string,
): Promise<RolledBack> {
  const now = app.clock.now();
  return app.db.transaction(async (tx) => {
    await lockPublishing(tx);
    const publication = await readStanding(tx, id);
    deedIsTo('publication', String(publication.id));
    for (const { cadence, previousHash } of publication.cadences) {
      await wakeStartQueue(tx, cadence, now);
      const version = previousHash === null ? null : await readVersion(tx, previousHash);
      if (version === null) await unpublish(tx, cadence);
      else {
        const { hash, definition } = version;
        await setCurrentVersion(tx, { key: cadence, title: definition.title, hash }, now);
      }
    }
    const publicationId = await insertPublication(tx, {
      at: now,
      publishedBy: by,
      mode: publication.mode,
      takesBack: publication.id,
      cadences: publication.cadences.map(({ cadence, hash, previousHash }) => ({
        cadence,
        hash: previousHash,
        previousHash: hash,
      })),
    });
    const cadences = publication.cadences.map(({ cadence, previousNumber: number }) => ({
      cadence,
      number,
    }));
    return { publicationId, takesBack: publication.id, cadences };
  });
}

async function readStanding(tx: Queryable, id: number | null): Promise<Publication> {
  const found = id === null ? await readLastPublication(tx) : await readPublication(tx, id);
  if (found === null) {
    const said =
      id === null
        ? sentence('unknown.publication-any')
        : sentence('unknown.publication-list', { id });
    throw new NotFound('unknown_publication', ...saying(said));
  }
  if (found.takenBackBy !== null) {
    const said = sentence('publication.taken-back', { id: found.id, by: found.takenBackBy });
    throw new Refused('taken_back_already', ...saying(said));
  }
  if (found.takesBack !== null) {
    const said = sentence('publication.takes-back', { id: found.id, other: found.takesBack });
    throw new Refused('is_a_rollback', ...saying(said));
  }
  const [later] = await laterPublications(tx, found.id);
  if (later !== undefined) {
    const { cadence, id: laterId } = later;
    const said = sentence('publication.not-last', { cadence, later: laterId });
    throw new Refused('not_the_last', ...saying(said));
  }
  return found;
}
