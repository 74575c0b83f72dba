import { exit } from '../../domain/enrolment/transitions.ts';
import { inEnglish, sentence } from '../../domain/sentence.ts';
import type { Owners, Viewer } from '../../domain/viewer.ts';
import { Refused } from '../../errors.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import {
  type Import,
  markUndone,
  readImport,
  unsentEnrolmentsOfImport,
  unsentOf,
} from '../../store/imports.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { consequences } from '../enrolments/consequences.ts';
import { unknownWork } from '../unknown.ts';

/** Enrolments that one transaction ends. */
const setSize = 500;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Takes an import back: it adds nobody any more, and every enrolment of it of which nothing has been sent ends, as far as it
 * is seen. What is on its way when its turn comes goes on, and so does a colleague's; whoever sees that takes it back later.
 *
 * @throws NotFound `unknown_import`; Refused `import_of_others` while it runs and may take people of owners who are not seen
 */
export async function undoImport(
  app: App,
  importId: string,
  by: string,
  viewer: Viewer,
): Promise<{ readonly undone: number; readonly import: Import }> {
  const { owners } = viewer;
  const found = await readImport(app.db, importId, viewer);
  if (found === null) throw unknownWork('import', importId);
  const isStopped = await app.db.transaction((tx) =>
    markUndone(tx, importId, owners, app.clock.now()),
  );
  if (!isStopped) throw ofOthers(importId);
  let undone = 0;
  for (let afterId = beforeAll; ; ) {
    const ids = await unsentEnrolmentsOfImport(app.db, importId, afterId, setSize, owners);
    const last = ids.at(-1);
    if (last === undefined) break;
    undone += await app.db.transaction((tx) => endUnsent(app, tx, ids, { by, owners }));
    afterId = last;
  }
  return { undone, import: (await readImport(app.db, importId, viewer)) ?? found };
}

function ofOthers(importId: string): Refused {
  const said = sentence('refusal.import-of-others');
  const message = `Import ${importId} is not taken back: ${inEnglish(said)}.`;
  return new Refused('import_of_others', message, undefined, { said });
}

async function endUnsent(
  app: App,
  tx: Queryable,
  ids: readonly string[],
  { by, owners }: { readonly by: string; readonly owners: Owners },
): Promise<number> {
  await lockProspectsOfEnrolments(tx, ids);
  const snapshots = await readSnapshots(tx, await unsentOf(tx, ids, owners));
  const now = app.clock.now();
  const parts: Partial<Changes>[] = [];
  for (const before of snapshots) {
    const state = exit(before.state, 'manual');
    if ('refused' in state) continue;
    const { id: enrolmentId, prospectId } = before;
    const data = { by, do: 'exit', reason: 'manual' };
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    parts.push(
      { timeline: [{ at: now, prospectId, enrolmentId, type: 'person.exited', data }] },
      consequences(before, { state, base: null }, circumstances, now),
    );
  }
  const changes = joinChanges(parts);
  await settleEvents(
    tx,
    changes.enrolments.map((change) => change.id),
  );
  await writeChanges(tx, changes, now);
  return changes.enrolments.length;
}
