import { Readable } from 'node:stream';
import { z } from 'zod';
import { exportSuppressions } from '../../../app/people/export-suppressions.ts';
import {
  importSuppressions,
  type SuppressionImportResult,
} from '../../../app/people/import-suppressions.ts';
import { liftSeriesOptOut } from '../../../app/people/lift-choice.ts';
import { liftSuppression, suppress, suppressionValue } from '../../../app/people/suppress.ts';
import { readSuppressionRows, suppressionReasons } from '../../../app/people/suppression-rows.ts';
import { InvalidInput, NotFound } from '../../../errors.ts';
import type { ImportRefusal } from '../../../store/imports.ts';
import { findSuppressions } from '../../../store/suppressions.ts';
import { fieldsOf, pathWithin } from '../../forms.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, mayUse, page, type Route, redirect, type Visit } from '../../page.ts';
import { type ToldMessage, toldRefusal } from '../../shown/sentence.ts';
import { tabsFor } from './tabs.ts';

const access = ['ops'] as const;
const place = '/console/admin/suppressions';

/** Addresses and domains that get no mail: found, added, lifted, as a list. To lift one is for admins, as in the API. */
export const suppressionRoutes: readonly Route[] = [
  { method: 'GET', path: place, access, handle: (visit) => showList(visit, {}) },
  { method: 'GET', path: `${place}/export`, access, handle: exportAll },
  {
    ...{ method: 'POST', path: place, access, handle: add },
    audit: { action: 'suppression.added', kind: 'suppression', tells: ['reason'] },
  },
  {
    ...{ method: 'POST', path: `${place}/lift`, access: [], handle: lift },
    audit: { action: 'suppression.lifted', kind: 'suppression', tells: ['cadence'] },
  },
  {
    ...{ method: 'POST', path: `${place}/import`, access },
    audit: { action: 'suppressions.imported', kind: 'suppression', tells: ['reason'] },
    handle: (visit) => importList(visit, false),
  },
  {
    ...{ method: 'POST', path: `${place}/import/trial`, access },
    audit: 'reads a list and tells what is in it; nothing is done',
    handle: (visit) => importList(visit, true),
  },
];

const query = z.object({
  q: z.string().trim().max(320).default(''),
  cursor: z.string().max(400).default(''),
  done: z.enum(['added', 'lifted']).optional(),
  value: z.string().max(320).default(''),
  reason: z.enum(suppressionReasons).default('manual'),
  ended: z.coerce.number().int().min(0).default(0),
  flying: z.string().optional(),
});
const pageSize = 50;
const refusalsShown = 50;

interface Told {
  readonly wrong?: ToldMessage;
  readonly given?: { readonly value: string; readonly reason: string; readonly note: string };
  readonly isGone?: string;
  readonly imported?: SuppressionImportResult & {
    readonly refusals: readonly (ToldMessage & { readonly line: number })[];
    readonly isTrial: boolean;
  };
  readonly list?: {
    readonly csv: string;
    readonly reason: string;
    readonly wrong: ToldMessage | null;
  };
}

async function showList(visit: Visit, told: Told, status = 200): Promise<Answer> {
  const { app, request, caller } = visit;
  const { q, cursor, done, value, reason, ended, flying } = fieldsOf(query, request.query);
  const begins = q.toLowerCase().replace(/^\*?@/, '');
  const items = await findSuppressions(app.db, begins, cursor || null, pageSize);
  const last = items.length === pageSize ? items.at(-1) : undefined;
  const reasonsFor = (chosen: string) =>
    suppressionReasons.map((one) => ({ one, word: `why.${one}`, isChosen: one === chosen }));
  const data = {
    tabs: tabsFor(visit, 'suppressions'),
    ...{ q, items: items.map(shownItem) },
    nextPath:
      last === undefined ? null : `${place}?${new URLSearchParams({ q, cursor: last.value })}`,
    mayLift: mayUse(caller, []),
    isAdded: done === 'added',
    isLifted: done === 'lifted',
    done: { value, reason, ended, isFlying: flying === 'yes' },
    given: told.given ?? { value: '', reason: 'manual', note: '' },
    wrong: told.wrong ?? null,
    goneValue: told.isGone ?? null,
    reasons: reasonsFor(told.given?.reason ?? 'manual'),
    listReasons: reasonsFor(told.list?.reason ?? 'manual'),
    imported: told.imported ?? null,
    csv: told.list?.csv ?? '',
    listWrong: told.list?.wrong ?? null,
  };
  return page('admin-suppressions', 'title', data, status);
}

function shownItem<Item extends { readonly reason: string; readonly source: string }>(one: Item) {
  // They said so themselves; any other source is the name of a key or of a webhook.
  const sourceWord = one.source === 'opt-out link' ? 'byLink' : null;
  return { ...one, word: reasonWordOf(one.reason), sourceWord };
}

function reasonWordOf(reason: string): string | null {
  return suppressionReasons.some((one) => one === reason) ? `why.${reason}` : null;
}

const addFields = z.object({
  value: z.string().trim().max(320).default(''),
  reason: z.enum(suppressionReasons).default('manual'),
  note: z.string().trim().max(1_000).default(''),
});

async function add(visit: Visit): Promise<Answer> {
  const { app, request, caller } = visit;
  const given = fieldsOf(addFields, request.body);
  const source = caller?.name ?? 'unknown';
  try {
    const note = given.note === '' ? undefined : given.note;
    const done = await suppress(app, { ...given, note, source });
    const { value, ended, inFlight } = done;
    const told = {
      done: 'added',
      value,
      ended: String(ended),
      ...(inFlight ? { flying: 'yes' } : {}),
    };
    return redirect(`${place}?${new URLSearchParams(told)}`);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return showList(visit, { wrong: toldRefusal(error, readerOf(visit)), given }, 400);
  }
}

const liftFields = z.object({
  value: z.string().max(320),
  reason: z.enum(suppressionReasons).catch('manual'),
  /** Of an address: the series whose opt-out is lifted, and the page of the person to go back to. */
  cadence: z.string().max(100).optional(),
  back: z.string().max(200).default(''),
});

async function lift(visit: Visit): Promise<Answer> {
  const { app, request } = visit;
  const { value, reason, cadence, back } = fieldsOf(liftFields, request.body);
  const one = suppressionValue(value);
  if (cadence !== undefined) {
    await liftSeriesOptOut(app, one, cadence);
    return redirect(
      `${pathWithin(back).split('?')[0]}?${new URLSearchParams({ lifted: cadence })}`,
    );
  }
  try {
    await liftSuppression(app, one);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return showList(visit, { isGone: one }, 409);
  }
  return redirect(`${place}?${new URLSearchParams({ done: 'lifted', value: one, reason })}`);
}

const importFields = z.object({
  csv: z.string().max(1_000_000).default(''),
  reason: z.enum(suppressionReasons).default('manual'),
});

async function importList(visit: Visit, isTrial: boolean): Promise<Answer> {
  const { app, request, caller } = visit;
  const { csv, reason } = fieldsOf(importFields, request.body);
  const reader = readerOf(visit);
  const refusals: (ToldMessage & { readonly line: number })[] = [];
  const onRefusal = ({ line, message, said }: ImportRefusal) => {
    if (refusals.length >= refusalsShown) return;
    refusals.push({ line, ...toldRefusal({ message, said }, reader) });
  };
  try {
    const lines = readSuppressionRows(Readable.from([csv]), reason);
    const by = caller?.name ?? 'unknown';
    const result = await importSuppressions(app, { lines, by, dryRun: isTrial, onRefusal });
    const list = { csv: isTrial ? csv : '', reason, wrong: null };
    return await showList(visit, { imported: { ...result, refusals, isTrial }, list });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return showList(visit, { list: { csv, reason, wrong: toldRefusal(error, reader) } }, 400);
  }
}

function exportAll({ app }: Visit): Answer {
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="suppressions.csv"',
  };
  return { is: 'file', body: Readable.from(exportSuppressions(app.db)), headers };
}
