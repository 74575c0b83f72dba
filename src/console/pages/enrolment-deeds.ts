/** What a person does to one enrolment from its page: the deeds of the API, told beside the form where they are refused. */
import { z } from 'zod';
import type { EnrolmentBeside } from '../../app/desk/enrolment-beside.ts';
import { changeEnrolment, type PersonAction } from '../../app/enrolments/change-enrolment.ts';
import { reopenEnrolment } from '../../app/enrolments/reopen-enrolment.ts';
import { switchEnrolment } from '../../app/enrolments/switch-enrolment.ts';
import { tellObjection } from '../../app/events/told-objection.ts';
import { unknownWork } from '../../app/unknown.ts';
import type { AuditAction, AuditedRoute } from '../../domain/audit.ts';
import { type EnrolmentState, isLive } from '../../domain/enrolment/state.ts';
import { instantOfDate } from '../../domain/wall-clock.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import { readEnrolment } from '../../store/enrolments.ts';
import { fieldsOf } from '../forms.ts';
import { readerOf, zoneOf } from '../layout.ts';
import type { Visit } from '../page.ts';
import { type ToldMessage, toldRefusal } from '../shown/sentence.ts';

const audited = (action: AuditAction, ...tells: string[]): AuditedRoute => ({
  ...{ action, kind: 'enrolment', id: 'id', tells },
});

export const enrolmentDeeds = {
  pause: audited('enrolment.paused', 'until'),
  resume: audited('enrolment.resumed'),
  advance: audited('enrolment.advanced', 'stage', 'backwards'),
  switch: audited('enrolment.switched', 'cadence'),
  exit: audited('enrolment.exited', 'reason'),
  reopen: audited('enrolment.reopened'),
  objection: audited('enrolment.objected', 'category'),
} as const;
export type Deed = keyof typeof enrolmentDeeds;
export const deedNames = [
  'pause',
  'resume',
  'advance',
  'switch',
  'exit',
  'reopen',
  'objection',
] as const satisfies readonly Deed[];

const yes = z.literal('yes').optional();
const until = z.union([z.literal(''), z.iso.date(), z.iso.datetime({ offset: true })]).default('');
const fields = z.object({
  until,
  stage: z.string().max(64).default(''),
  backwards: yes,
  cadence: z.string().max(64).default(''),
  reason: z.enum(['manual', 'replied', 'closed_won', 'closed_lost']).default('manual'),
  category: z.string().max(64).default(''),
  text: z.string().trim().max(10_000).default(''),
  /** Of the objection: one form notes one. */
  id: z.uuid().optional(),
  /** How the enrolment stood on the page that the form is of. */
  seen: z.string().max(300).default(''),
  /** It takes back what was done just before. */
  undo: yes,
});
type Fields = z.output<typeof fields>;
export const noFields: Fields = fields.parse({});

/** A deed that was not done, and what the form said: nothing that was typed is lost. */
export interface Problem {
  readonly deed: Deed;
  /** The word for it; null where `told` says all. */
  readonly word: string | null;
  readonly told: ToldMessage | null;
  readonly given: Fields;
}

/** How an enrolment stands, as far as somebody decides by it. */
export function seenOf({ status, stage, track }: EnrolmentState): string {
  return [status, stage, track ?? ''].join(' ');
}

/** Does it, and says where to go on; or why it was not done. */
export async function doDeed(
  visit: Visit,
  id: string,
  deed: Deed,
): Promise<{ readonly to: string } | Problem> {
  const { app, request, caller } = visit;
  const given = fieldsOf(fields, request.body);
  const before = await readEnrolment(app.db, id);
  if (before === null) throw unknownWork('enrolment', id);
  const { state } = before;
  const by = caller?.name ?? 'unknown';
  if (given.seen !== '' && hasChanged(deed, given.seen, state)) {
    // Not done again, and so not told again: the audit log tells of each deed once.
    const word = isAsAsked(deed, given, state) ? 'already' : 'meanwhile';
    return { deed, word, told: null, given };
  }
  try {
    if (deed === 'switch') {
      const { enrolmentId, inFlight } = await switchEnrolment(
        app,
        id,
        { cadence: given.cadence },
        by,
      );
      return { to: pathTo(enrolmentId, { done: deed, flying: inFlight ? 'yes' : '' }) };
    }
    if (deed === 'objection') {
      const { category, text, id: eventId } = given;
      const told = { category, text: text === '' ? undefined : text, id: eventId };
      const { inFlight, unchanged } = await tellObjection(app, id, told, by);
      const came = { flying: inFlight ? 'yes' : '', changed: unchanged === null ? '' : 'no' };
      return { to: pathTo(id, { done: deed, ...came }) };
    }
    if (deed === 'reopen') {
      await reopenEnrolment(app, id, by);
      const said = given.undo === 'yes' ? { undone: 'exit' } : { done: deed };
      return { to: pathTo(id, said) };
    }
    const { inFlight } = await changeEnrolment(app, id, actionOf(deed, given, zoneOf(app)), by);
    const said: Readonly<Record<string, string>> =
      given.undo === 'yes' ? { undone: undoes(deed) } : { done: deed, ...asItWas(state) };
    return { to: pathTo(id, { ...said, flying: inFlight ? 'yes' : '' }) };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof InvalidInput)) throw error;
    return { deed, word: null, told: toldRefusal(error, readerOf(visit)), given };
  }
}

/** What stops mails is asked for by its status alone: a stage that it went on to by itself is no reason to let more leave. */
function hasChanged(deed: Deed, seen: string, state: EnrolmentState): boolean {
  const now = seenOf(state);
  const stops = deed === 'pause' || deed === 'exit';
  return stops ? seen.split(' ')[0] !== now.split(' ')[0] : seen !== now;
}

/** Whether it stands as the form asks for: somebody pressed twice, or two people did the same. */
function isAsAsked(deed: Deed, { stage, reason, until }: Fields, state: EnrolmentState): boolean {
  switch (deed) {
    case 'pause':
      return state.status === 'paused' && state.pauseReason === 'manual' && until === '';
    case 'resume':
      return state.status === 'active';
    case 'advance':
      return state.status === 'active' && state.stage === stage && state.track === null;
    case 'switch':
      return false;
    case 'exit':
      return state.exitReason === reason;
    case 'reopen':
      return isLive(state);
    case 'objection':
      return state.track !== null || state.pauseReason === 'objection';
  }
}

function pathTo(id: string, said: Readonly<Record<string, string>>): string {
  const told = Object.entries(said).filter(([, value]) => value !== '');
  return `/console/enrolments/${id}?${new URLSearchParams(told)}`;
}

/** A day is that of the console's wall clock, from its beginning. */
function actionOf(
  deed: Exclude<Deed, 'switch' | 'reopen' | 'objection'>,
  { until, stage, reason, backwards }: Fields,
  zone: string,
): PersonAction {
  switch (deed) {
    case 'pause':
      return { do: 'pause', until: instantOf(until, zone) };
    case 'resume':
      return { do: 'resume' };
    case 'advance':
      return { do: 'advance', stage, ...(backwards === 'yes' ? { backwards: true } : {}) };
    case 'exit':
      return { do: 'exit', reason };
  }
}

function instantOf(text: string, zone: string): Date | null {
  if (text === '') return null;
  return text.includes('T') ? new Date(text) : instantOfDate(text, zone);
}

/** Which deed this one takes back. */
function undoes(deed: Deed): Deed {
  return deed === 'pause' ? 'resume' : deed === 'resume' ? 'pause' : deed;
}

function asItWas({ status, stage, track, resumeAt }: EnrolmentState) {
  return { was: status, at: stage, on: track ?? '', until: resumeAt ?? '' };
}

const before = z.object({
  was: z.string().max(20).optional(),
  at: z.string().max(64).default(''),
  on: z.string().max(64).default(''),
  until,
});

/** The deed that takes back what was just done, as a form; null where there is none. */
export function undoOf(query: unknown, done: Deed, { enrolment, stages }: EnrolmentBeside) {
  const { was, at, on, until } = fieldsOf(before, query);
  const { status, stage, track } = enrolment.state;
  const form = (deed: Deed, told: Readonly<Record<string, string>> = {}) => ({
    deed,
    fields: Object.entries(told).map(([name, value]) => ({ name, value })),
  });
  if (done === 'exit' && status === 'exited') return form('reopen');
  if (done === 'pause' && was === 'active' && status === 'paused') return form('resume');
  if (done === 'resume' && was === 'paused' && status === 'active') return form('pause', { until });
  const isBack = done === 'advance' && was === 'active' && status === 'active' && track === null;
  if (!isBack || on !== '' || at === stage || !stages.includes(at)) return null;
  return form('advance', { stage: at, backwards: 'yes' });
}
