import { z } from 'zod';
import { diffVersions } from '../../app/desk/cadence-diff.ts';
import { readPublished } from '../../app/desk/cadence-map.ts';
import { movePending } from '../../app/enrolments/move-pending.ts';
import { rollback } from '../../app/library/rollback.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound, Refused } from '../../errors.ts';
import { listPublicationsOf, listVersions } from '../../store/cadence-versions.ts';
import { readPublication } from '../../store/publications.ts';
import { fieldsOf } from '../forms.ts';
import { readerOf } from '../layout.ts';
import { type Answer, mayUse, page, type Route, redirect, type Visit } from '../page.ts';
import { cadenceHead, cadenceKey, editing, looking } from '../shown/cadence-head.ts';
import { shownChanges, shownDiff, shownTemplateChanges } from '../shown/changes.ts';
import { toldRefusal } from '../shown/sentence.ts';

/** Versions of a cadence, what is different between two, and taking a publication back. */
export const versionRoutes: readonly Route[] = [
  { method: 'GET', path: '/console/cadences/:key/versions', access: looking, handle: showVersions },
  {
    ...{ method: 'GET', path: '/console/publications/:id/rollback' },
    ...{ access: editing, handle: askRollback },
  },
  {
    ...{ method: 'POST', path: '/console/publications/:id/rollback', access: editing },
    audit: { action: 'publication.taken_back', kind: 'publication', id: 'id' },
    handle: takeBack,
  },
];

const shownAtMost = 50;
/** Batches that are put back before the answer; the reconciler does the rest. */
const movedAtOnce = 5;

const number = z.coerce.number().int().min(1).max(1_000_000_000);
const query = z.object({
  from: number.optional(),
  to: number.optional(),
  done: z.enum(['publish', 'already', 'back']).optional(),
  publication: number.optional(),
  moved: z.coerce.number().int().min(0).optional(),
});

async function showVersions(visit: Visit): Promise<Answer> {
  const { app, request, caller } = visit;
  const { key } = fieldsOf(cadenceKey, request.params);
  const { from, to, done, publication, moved = 0 } = fieldsOf(query, request.query);
  const [published, versions, publications] = await Promise.all([
    readPublished(app, key),
    listVersions(app.db, key, shownAtMost),
    listPublicationsOf(app.db, key, shownAtMost),
  ]);
  const isCompared = from !== undefined && to !== undefined;
  const diff = isCompared ? await diffVersions(app, key, from, to) : null;
  const [newest, before] = versions;
  const [last] = publications.filter(
    ({ takesBack, takenBackBy }) => takesBack === null && takenBackBy === null,
  );
  const path = `/console/cadences/${key}/versions`;
  return page('cadence-versions', published.version.definition.title, {
    ...cadenceHead(visit, published, 'versions'),
    doneWord: done === undefined ? null : `done.${done}`,
    ...{ number: published.version.number, moved, publication: publication ?? null },
    versions: versions.map((one) => ({
      ...one,
      // What this version has changed.
      diffPath: one.number > 1 ? `${path}?from=${one.number - 1}&to=${one.number}#diff` : null,
      previous: one.number - 1,
    })),
    canCompare: versions.length > 1,
    fromOptions: optionsOf(versions, from ?? before?.number),
    toOptions: optionsOf(versions, to ?? newest?.number),
    publications: publications.map((one) => ({
      ...one,
      modeWord: `mode.${one.mode}`,
      isRollback: one.takesBack !== null,
      isTakenBack: one.takenBackBy !== null,
      // Of this cadence the last one that stands; whether the others allow it is told there.
      canTakeBack: one.id === last?.id && mayUse(caller, editing),
      path: `/console/publications/${one.id}/rollback`,
      others: one.others > 0 ? one.others : null,
    })),
    diff: diff && {
      ...{ from: from ?? 0, to: to ?? 0 },
      changes: shownChanges(diff.changes),
      templates: shownTemplateChanges(diff.templates),
      lines: shownDiff(diff.lines ?? []),
      isTooLong: diff.lines === null,
      isSame: diff.changes.length === 0 && diff.templates.length === 0,
      isSameFile: diff.lines?.length === 0,
    },
  });
}

function optionsOf(versions: readonly { readonly number: number }[], chosen: number | undefined) {
  return versions.map(({ number: one }) => ({ number: one, isChosen: one === chosen }));
}

const params = z.object({ id: number });

async function askRollback(visit: Visit): Promise<Answer> {
  return confirmation(visit, null);
}

async function confirmation(visit: Visit, error: Refused | null): Promise<Answer> {
  const { app, request } = visit;
  const refused = error && toldRefusal(error, readerOf(visit));
  const { id } = fieldsOf(params, request.params);
  const found = await readPublication(app.db, id);
  if (found === null) {
    throw new NotFound('unknown_publication', ...saying(sentence('unknown.publication', { id })));
  }
  const { at, publishedBy, mode, moved, takesBack, takenBackBy, cadences } = found;
  const [first] = cadences;
  return page(
    'publication',
    'takeBackTitle',
    {
      ...{ id, at, publishedBy, moved, refused },
      modeWord: `mode.${mode}`,
      canTakeBack: takesBack === null && takenBackBy === null,
      isTakenBack: takenBackBy !== null,
      isRollback: takesBack !== null,
      cadences: cadences.map(({ cadence, number: now, previousNumber }) => ({
        ...{ cadence, now, previous: previousNumber },
      })),
      backPath:
        first === undefined ? '/console/cadences' : `/console/cadences/${first.cadence}/versions`,
    },
    refused === null ? 200 : 409,
  );
}

async function takeBack(visit: Visit): Promise<Answer> {
  const { app, request, caller } = visit;
  const { id } = fieldsOf(params, request.params);
  try {
    const { cadences } = await rollback(app, id, caller?.name ?? 'unknown');
    const moved = await movePending(app, movedAtOnce);
    const still = cadences.find((one) => one.number !== null);
    if (still === undefined) return redirect('/console/cadences?done=gone');
    return redirect(`/console/cadences/${still.cadence}/versions?done=back&moved=${moved}`);
  } catch (error) {
    // Somebody was quicker, or published since: the page says so, and how things stand now.
    if (error instanceof Refused) return confirmation(visit, error);
    throw error;
  }
}
