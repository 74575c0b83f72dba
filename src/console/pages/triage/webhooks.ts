import { z } from 'zod';
import { readSources } from '../../../app/desk/sources.ts';
import { keptOutcomes, listKept, replayAny, showKept } from '../../../app/events/kept-list.ts';
import { replayUnmatched } from '../../../app/events/replay-events.ts';
import type { AuditedRoute } from '../../../domain/audit.ts';
import { eventTypes } from '../../../domain/event.ts';
import { isKnownError, Unavailable } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, page, part, type Route, redirect, type Visit } from '../../page.ts';
import { shownKept, shownKeptLine, shownReceipts } from '../../shown/kept-event.ts';
import { type ToldMessage, toldRefusal } from '../../shown/sentence.ts';
import { tabsFor } from './tabs.ts';

const access = ['ops'] as const;
const place = '/console/triage/webhooks';
const replayed: AuditedRoute = { action: 'receipt.replayed', kind: 'receipt', told: 'by-itself' };

/** Webhooks that were not applied: about nobody whom we know, not readable, waiting, or nothing to us. */
export const webhookRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showList(visit, null) },
  { method: 'GET', path: `${place}/:id`, access, handle: showOne },
  {
    ...{ method: 'POST', path: `${place}/:id/replay`, access, audit: replayed },
    handle: (visit) => replay(visit, false),
  },
  {
    ...{ method: 'POST', path: `${place}/:id/trial`, access },
    audit: 'tries what would become of an event, and takes it back',
    handle: (visit) => replay(visit, true),
  },
  { method: 'POST', path: `${place}/replay`, access, audit: replayed, handle: replayAll },
];

const listQuery = z.object({
  outcome: z.enum(keptOutcomes).default('unmatched'),
  source: z.string().max(64).default(''),
  q: z.string().trim().max(200).default(''),
  cursor: z.union([z.literal(''), z.uuid()]).default(''),
  receipt: z.uuid().optional(),
  done: z.enum(['applied', 'duplicate', 'ignored', 'unmatched', 'deferred', 'many']).optional(),
  enrolment: z.uuid().optional(),
  count: z.coerce.number().int().min(0).optional(),
});
type ListQuery = z.output<typeof listQuery>;
const params = z.object({ id: z.uuid() });
const pageSize = 50;

/** What has to be said of one event besides. */
interface Told {
  readonly id: string;
  readonly given: z.output<typeof fields>;
  readonly wrong: ToldMessage | null;
  readonly trial: ReturnType<typeof shownReceipts> | null;
}

async function showList(visit: Visit, told: Told | null): Promise<Answer> {
  const { app, request } = visit;
  const query = fieldsOf(listQuery, request.query);
  const { outcome, source, q, cursor, done } = query;
  const filter = {
    source: source === '' ? undefined : source,
    q: q === '' ? undefined : q,
    cursor: cursor === '' ? null : cursor,
    limit: pageSize,
  };
  const reader = readerOf(visit);
  const items = await listKept(app, outcome, filter);
  const chosen = told?.id ?? query.receipt ?? items[0]?.id;
  const shown = chosen === undefined ? null : shownKept(await showKept(app, chosen), reader);
  const last = items.length === pageSize ? items.at(-1) : undefined;
  const lines = items.map((item) => ({
    ...shownKeptLine(item, reader),
    isChosen: item.id === chosen,
    path: pathOf(query, { receipt: item.id }),
  }));
  const data = {
    tabs: tabsFor(visit, 'webhooks'),
    lists: keptOutcomes.map((key) => ({
      ...{ word: `list.${key}`, isHere: key === outcome },
      path: pathOf({ ...query, outcome: key, cursor: '' }),
    })),
    ...{ outcome, source, q, items: lines },
    sources: app.workspace.sources.map(({ key }) => ({ key, isChosen: key === source })),
    isFiltered: source !== '' || q !== '',
    emptyWord: `none.${outcome}`,
    canReplayAll: outcome === 'unmatched' && lines.some(({ isThereNow }) => isThereNow),
    nextPath: last === undefined ? null : pathOf({ ...query, cursor: last.id }),
    isChosenByHand: told !== null || query.receipt !== undefined,
    beside: shown && { ...shown, ...formOf(told) },
    filterQuery: pathOf(query).slice(place.length),
    doneWord: done === undefined ? null : `became.${done}`,
    ...{ doneCount: query.count ?? 0, doneEnrolment: query.enrolment ?? null },
    refusals: (await readSources(app)).flatMap(({ config, refusals }) =>
      refusals.map((one) => ({ source: config.key, ...one })),
    ),
  };
  return page('triage-webhooks', 'title', data, told?.wrong == null ? 200 : 409);
}

function formOf(told: Told | null) {
  const { email = '', type = '', text = '' } = told?.given ?? {};
  return {
    ...{ email, givenText: text, wrong: told?.wrong ?? null, trial: told?.trial ?? null },
    types: eventTypes.map((one) => ({ one, isChosen: one === type })),
  };
}

function pathOf(
  { outcome, source, q, cursor }: ListQuery,
  more: Readonly<Record<string, string>> = {},
): string {
  const given = Object.entries({ outcome, source, q, cursor }).filter(([, value]) => value !== '');
  return `${place}?${new URLSearchParams([...given, ...Object.entries(more)])}`;
}

async function showOne(visit: Visit): Promise<Answer> {
  const { app, request, isPartial } = visit;
  const { id } = fieldsOf(params, request.params);
  const query = fieldsOf(listQuery, request.query);
  if (!isPartial) return redirect(pathOf(query, { receipt: id }));
  const beside = { ...shownKept(await showKept(app, id), readerOf(visit)), ...formOf(null) };
  return part('partials/kept-event', { beside, filterQuery: pathOf(query).slice(place.length) });
}

const fields = z.object({
  email: z.string().trim().max(320).default(''),
  /** The address of one who may be meant. */
  candidate: z.string().trim().max(320).default(''),
  type: z.union([z.literal(''), z.enum(eventTypes)]).default(''),
  text: z.string().trim().max(100_000).default(''),
});

async function replay(visit: Visit, isTrial: boolean): Promise<Answer> {
  const { app, request } = visit;
  const { id } = fieldsOf(params, request.params);
  const query = fieldsOf(listQuery, request.query);
  const body = fieldsOf(fields, request.body);
  const given = { ...body, email: body.candidate === '' ? body.email : body.candidate };
  const { email, type, text } = given;
  const fix = {
    ...(email === '' ? {} : { email }),
    ...(type === '' ? {} : { type }),
    ...(text === '' ? {} : { text }),
  };
  try {
    const receipts = await replayAny(app, id, fix, { isTrial });
    if (isTrial) {
      return showList(visit, { id, given, wrong: null, trial: shownReceipts(receipts) });
    }
    const first = receipts.find(({ outcome }) => outcome === 'applied') ?? receipts[0];
    const done = first?.outcome ?? 'ignored';
    const stays = done === 'unmatched' || done === 'deferred' ? { receipt: id } : {};
    const enrolment = first?.enrolmentId === undefined ? {} : { enrolment: first.enrolmentId };
    return redirect(pathOf(query, { done, ...stays, ...enrolment }));
  } catch (error) {
    if (!(error instanceof Error) || !isKnownError(error)) throw error;
    if (error instanceof Unavailable) throw error;
    return showList(visit, { id, given, wrong: toldRefusal(error, readerOf(visit)), trial: null });
  }
}

async function replayAll({ app, request }: Visit): Promise<Answer> {
  const query = fieldsOf(listQuery, request.query);
  const source = query.source === '' ? undefined : query.source;
  const { receipts } = await replayUnmatched(app, { source }, null, { isTrial: false });
  return redirect(pathOf(query, { done: 'many', count: String(receipts.length) }));
}
