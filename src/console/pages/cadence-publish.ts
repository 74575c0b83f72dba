import { z } from 'zod';
import { readPublished } from '../../app/desk/cadence-map.ts';
import { movePending } from '../../app/enrolments/move-pending.ts';
import { plan } from '../../app/library/plan.ts';
import { draftsOf, publish } from '../../app/library/publish.ts';
import { hasErrors } from '../../domain/language/problem.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { NotFound } from '../../errors.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { publicationModes } from '../../store/publications.ts';
import { fieldsOf } from '../forms.ts';
import { readerOf } from '../layout.ts';
import { type Answer, page, type Route, redirect, type Visit } from '../page.ts';
import { cadenceHead, cadenceKey, editing } from '../shown/cadence-head.ts';
import { shownErrors, shownPlan } from '../shown/cadence-plan.ts';
import type { cadenceWords } from '../words/cadences.ts';

/** What publishing a cadence would do, and doing it. */
export const publishRoutes: readonly Route[] = [
  { method: 'GET', path: '/console/cadences/:key/publish', access: editing, handle: showPlan },
  {
    ...{ method: 'POST', path: '/console/cadences/:key/publish', access: editing },
    // As of the API.
    audit: {
      ...{
        action: 'cadence.published',
        kind: 'publication',
        tells: ['mode'],
        told: 'when-changed',
      },
    },
    handle: publishNow,
  },
];

const mode = z.enum(publicationModes).default('pin');
/** Batches that are moved before the answer; the reconciler moves the rest. */
const movedAtOnce = 5;

async function showPlan(visit: Visit): Promise<Answer> {
  const { mode: chosen } = fieldsOf(z.object({ mode }), visit.request.query);
  return planPage(visit, chosen, null);
}

type Mode = z.output<typeof mode>;

/** @param staleWord  why what was confirmed was not done */
async function planPage(
  visit: Visit,
  chosen: Mode,
  staleWord: keyof (typeof cadenceWords)['en'] | null,
): Promise<Answer> {
  const { app, request, readLibrary } = visit;
  const { key } = fieldsOf(cadenceKey, request.params);
  const library = await readLibrary();
  const published = await readPublished(app, key).catch(orNull);
  const head = published === null ? null : cadenceHead(visit, published, 'publish');
  const title = published?.version.definition.title ?? key;
  const status = staleWord === null ? 200 : 409;
  const base = { key, head, staleWord, plan: null };
  if (hasErrors(library.problems)) {
    const errors = shownErrors(library, readerOf(visit));
    return page('cadence-publish', title, { ...base, errors, isWithoutFile: false }, status);
  }
  const [draft] = library.cadences.some(({ cadence }) => cadence?.key === key)
    ? draftsOf(library, [key])
    : [];
  if (draft === undefined) {
    if (published === null) {
      throw new NotFound('unknown_cadence', ...saying(sentence('unknown.cadence-file', { key })));
    }
    return page('cadence-publish', title, { ...base, errors: [], isWithoutFile: true }, status);
  }
  const { cadences } = await plan(app, library, { keys: [key], mode: chosen });
  const [one] = cadences;
  const shown = one === undefined ? null : shownPlan(one, draft.hash, chosen);
  return page(
    'cadence-publish',
    title,
    { ...base, errors: [], isWithoutFile: false, plan: shown },
    status,
  );
}

function orNull(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}

const fields = z.object({
  mode,
  /** Of what was shown, so that nothing else is published. */
  hash: z.string().max(64).default(''),
  /** The version that was current then; empty: none. */
  number: z.string().max(10).default(''),
});

async function publishNow(visit: Visit): Promise<Answer> {
  const { app, request, readLibrary, caller } = visit;
  const { key } = fieldsOf(cadenceKey, request.params);
  const told = fieldsOf(fields, request.body);
  const library = await readLibrary();
  const versions = `/console/cadences/${key}/versions`;
  const current = await readCurrentVersion(app.db, key);
  if (hasErrors(library.problems)) return planPage(visit, told.mode, 'stale.files');
  const [draft] = draftsOf(library, [key]);
  if (draft?.hash !== told.hash) return planPage(visit, told.mode, 'stale.files');
  if (told.number !== String(current?.number ?? '')) {
    // Sent twice, or somebody has published the very same meanwhile.
    if (current?.hash === told.hash) return redirect(`${versions}?done=already`);
    return planPage(visit, told.mode, 'stale.version');
  }
  const by = caller?.name ?? 'unknown';
  const { publicationId } = await publish(app, library, { keys: [key], mode: told.mode, by });
  if (publicationId === null) return redirect(`${versions}?done=already`);
  const moved = told.mode === 'move-now' ? await movePending(app, movedAtOnce) : 0;
  return redirect(`${versions}?done=publish&publication=${publicationId}&moved=${moved}`);
}
