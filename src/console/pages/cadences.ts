import { z } from 'zod';
import { readCadenceList } from '../../app/desk/cadence-list.ts';
import { readCadenceMap, readPublished } from '../../app/desk/cadence-map.ts';
import { subjectsOf } from '../../app/desk/step-subjects.ts';
import { pauseCadenceByPerson, resumeCadenceByPerson } from '../../app/sending/cadence-status.ts';
import type { AuditAction, AuditedRoute } from '../../domain/audit.ts';
import { fieldsOf } from '../forms.ts';
import { readerOf } from '../layout.ts';
import { type Answer, type Page, page, redirect, type Visit } from '../page.ts';
import { cadenceHead, cadenceKey, editing, looking } from '../shown/cadence-head.ts';
import { shownHealth } from '../shown/cadence-health.ts';
import { shownMap } from '../shown/cadence-map.ts';
import { cadenceWords } from '../words/cadences.ts';
import { fileRoutes } from './cadence-file.ts';
import { mailRoutes } from './cadence-mails.ts';
import { publishRoutes } from './cadence-publish.ts';
import { versionRoutes } from './cadence-versions.ts';

const audited = (action: AuditAction): AuditedRoute => ({
  ...{ action, kind: 'cadence', id: 'key', told: 'when-changed' },
});

/** All cadences and how they do; each as a drawing, its mails, its file and its versions. */
export const cadencesPage: Page = {
  key: 'cadences',
  styles: ['cadences', 'cadence-file', 'cadence-mail', 'cadence-map'],
  words: cadenceWords,
  menu: '/console/cadences',
  routes: [
    { method: 'GET', path: '/console/cadences', access: looking, handle: showList },
    { method: 'GET', path: '/console/cadences/:key', access: looking, handle: showDrawing },
    {
      ...{ method: 'POST', path: '/console/cadences/:key/pause', access: editing },
      ...{ audit: audited('cadence.paused'), handle: pause },
    },
    {
      ...{ method: 'POST', path: '/console/cadences/:key/resume', access: editing },
      ...{ audit: audited('cadence.resumed'), handle: resume },
    },
    ...mailRoutes,
    ...fileRoutes,
    ...versionRoutes,
    ...publishRoutes,
  ],
};

async function showList(visit: Visit): Promise<Answer> {
  const { app, readLibrary, request } = visit;
  const { done } = fieldsOf(z.object({ done: z.literal('gone').optional() }), request.query);
  const [cadences, library] = await Promise.all([readCadenceList(app), readLibrary()]);
  return page('cadences', 'title', {
    ...shownHealth(cadences, library, readerOf(visit)),
    doneWord: done === undefined ? null : `done.${done}`,
  });
}

const query = z.object({
  done: z.enum(['pause', 'resume']).optional(),
  flying: z.string().optional(),
  stale: z.string().optional(),
});

async function showDrawing(visit: Visit): Promise<Answer> {
  const { done, flying, stale } = fieldsOf(query, visit.request.query);
  const notes = {
    doneWord: done === undefined ? null : `done.${done}`,
    isFlying: flying === 'yes',
    isStale: stale === 'yes',
  };
  return drawing(visit, { ...notes, reason: '', reasonError: null });
}

interface Notes {
  readonly doneWord: string | null;
  readonly isFlying: boolean;
  /** Somebody has paused it anew meanwhile. */
  readonly isStale: boolean;
  /** What was typed, where it could not be taken. */
  readonly reason: string;
  readonly reasonError: string | null;
}

async function drawing(visit: Visit, notes: Notes, status = 200): Promise<Answer> {
  const { app, request } = visit;
  const { key } = fieldsOf(cadenceKey, request.params);
  const map = await readCadenceMap(app, key);
  const subjects = await subjectsOf(app, map.version);
  const head = cadenceHead(visit, map, 'drawing');
  return page(
    'cadence',
    map.version.definition.title,
    { ...head, ...shownMap(map, subjects, readerOf(visit).language), ...notes },
    status,
  );
}

const longestReason = 500;

async function pause(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { key } = fieldsOf(cadenceKey, request.params);
  const { reason } = fieldsOf(z.object({ reason: z.string().trim().default('') }), request.body);
  if (reason === '' || reason.length > longestReason) {
    const reasonError = reason === '' ? 'reason.missing' : 'reason.long';
    return drawing(
      visit,
      { doneWord: null, isFlying: false, isStale: false, reason, reasonError },
      400,
    );
  }
  const { inFlight } = await pauseCadenceByPerson(app, key, reason);
  return redirect(`/console/cadences/${key}?done=pause${inFlight ? '&flying=yes' : ''}`);
}

/** Ends the pause that was seen: one that somebody has begun meanwhile has a reason that nobody has read yet. */
async function resume({ app, request }: Visit): Promise<Answer> {
  const { key } = fieldsOf(cadenceKey, request.params);
  const { since } = fieldsOf(z.object({ since: z.string().default('') }), request.body);
  const { status } = await readPublished(app, key);
  const isOther = status.since !== null && since !== '' && status.since.toISOString() !== since;
  if (isOther) return redirect(`/console/cadences/${key}?stale=yes`);
  await resumeCadenceByPerson(app, key);
  return redirect(`/console/cadences/${key}?done=resume`);
}
