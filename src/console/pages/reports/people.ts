import { z } from 'zod';
import type { App } from '../../../app/context.ts';
import { capacityKinds } from '../../../app/reports/capacity.ts';
import { didCell, mailedCell } from '../../../app/reports/done-cell.ts';
import { listBehind } from '../../../app/reports/people.ts';
import { plannedCell } from '../../../app/reports/planned-cell.ts';
import { inEnglish, sentence } from '../../../domain/sentence.ts';
import { InvalidInput } from '../../../errors.ts';
import type { Cell } from '../../../store/reports/people.ts';
import { fieldsOf } from '../../forms.ts';
import { type Answer, mayUse, page, type Visit } from '../../page.ts';
import { shownPerson } from '../../shown/person.ts';
import { type Asked, askedOf, pathWith } from './asked.ts';

const pageLength = 50;

const stageCells = [
  'entered',
  'present',
  'left',
  'movedOn',
  'won',
  'lost',
  'completed',
  'sent',
] as const;
const touchCells = [
  'reached',
  'replies',
  'wins',
  'repliesUntil',
  'repliesAfter',
  'winsUntil',
  'winsAfter',
] as const;
const doneCells = ['did', 'mailed', 'variant'] as const;
const didWhat = [
  'enrolled',
  'sent',
  'replies',
  'won',
  'done',
  'skipped',
  'open',
  'overdue',
] as const;
const mailCame = ['sent', 'bounced', 'complained'] as const;
const variantCame = ['sent', 'reply', 'meeting', 'won'] as const;
const query = z.object({
  of: z
    .enum([...stageCells, ...touchCells, ...doneCells, 'objected', 'planned', 'all'])
    .default('all'),
  stage: z.string().max(64).optional(),
  touch: z.coerce.number().int().min(0).max(1_000).optional(),
  category: z.string().max(100).optional(),
  end: z.enum(['won', 'lost', 'open', 'answered']).optional(),
  kind: z.enum(capacityKinds).optional(),
  what: z.enum(didWhat).optional(),
  /** Whose; absent: nobody's. */
  who: z.string().max(200).optional(),
  came: z.enum([...mailCame, ...variantCame]).optional(),
  step: z.string().max(64).optional(),
  variant: z.string().max(64).optional(),
  key: z.string().max(253).optional(),
  on: z.iso.date().optional(),
  after: z.uuid().optional(),
});
type Query = z.output<typeof query>;

/** Whom a figure counts. */
export async function showPeople(visit: Visit): Promise<Answer> {
  const { app, request, caller, viewer } = visit;
  const asked = askedOf(visit);
  const given = fieldsOf(query, request.query);
  const cell = await cellOf(app, asked, given);
  // What was done in a period was done for enrolments of any time.
  const isOfPeriod = cell.of === 'did' || cell.of === 'mailed';
  const found = await listBehind(app, isOfPeriod ? {} : asked, viewer, cell, {
    after: given.after ?? null,
    limit: pageLength + 1,
  });
  const shown = found.slice(0, pageLength);
  const { after: _after, ...same } = given;
  const cellQuery = Object.fromEntries(
    Object.entries(same).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const path = (more: Readonly<Record<string, string>> = {}) =>
    pathWith('/console/reports/enrolments', asked, { ...cellQuery, ...more });
  // As in the API, what is known of a person beside the address is for reps.
  const isRep = mayUse(caller, ['rep']);
  const last = shown.at(-1);
  const word = wordOf(given);
  return page('reports/people', word, {
    word,
    stage: given.stage ?? '',
    touch: given.touch ?? '',
    category: given.category === '' ? '–' : (given.category ?? ''),
    whose: given.who ?? '–',
    mailbox: given.key ?? '',
    variant: `${given.step ?? ''} ${given.variant ?? ''}`.trim(),
    planned: [given.key, given.on].filter(Boolean).join(', '),
    endWord: given.end === undefined ? null : `end.${given.end}`,
    asked: { ...asked, hasPeriod: asked.from !== null || asked.to !== null },
    people: shown.map((one) => ({
      ...one,
      ...shownPerson(isRep ? one : { ...one, firstName: null, lastName: null, company: null }),
      word: `status.${one.status}`,
    })),
    next: found.length > pageLength && last !== undefined ? path({ after: last.id }) : null,
    first: given.after === undefined ? null : path(),
    back: pathWith(backOf(given), asked),
  });
}

/** Of what was done, each has a word of its own. */
function wordOf({ of, what, came }: Query): string {
  if (of === 'did') return `of.did.${what ?? 'enrolled'}`;
  return of === 'mailed' || of === 'variant' ? `of.${of}.${came ?? 'sent'}` : `of.${of}`;
}

function backOf({ of }: Query): string {
  if (of === 'objected') return '/console/reports/objections';
  if (of === 'planned') return '/console/reports/capacity';
  if (of === 'mailed') return '/console/reports/deliverability';
  if (of === 'variant') return '/console/reports/variants';
  if (of === 'all' || of === 'did') return '/console/reports/activity';
  const isTouch = touchCells.some((one) => one === of);
  return isTouch ? '/console/reports/persistence' : '/console/reports';
}

/** @throws InvalidInput `invalid_request`: a figure of no stage, of no touch */
async function cellOf(app: App, asked: Asked, given: Query): Promise<Cell> {
  const { of, stage, touch, category, end, kind = 'all', key = '', on } = given;
  switch (of) {
    case 'planned':
      return plannedCell(app, { kind, key, on: needed(on, 'on') });
    case 'did':
      return didCell(app, asked, { what: needed(given.what, 'what'), owner: given.who ?? null });
    case 'mailed':
      return mailedCell(app, asked, {
        came: needed(
          mailCame.find((one) => one === given.came),
          'came',
        ),
        kind: kind === 'domain' ? kind : 'mailbox',
        key,
      });
    case 'variant':
      return {
        ...{ of, step: needed(given.step, 'step'), variant: needed(given.variant, 'variant') },
        came: needed(
          variantCame.find((one) => one === given.came),
          'came',
        ),
      };
    case 'all':
      return { of };
    case 'objected':
      return { of, category: category ?? '', end: end ?? null };
    case 'reached':
    case 'replies':
    case 'wins':
    case 'repliesUntil':
    case 'repliesAfter':
    case 'winsUntil':
    case 'winsAfter':
      return { of, touch: needed(touch, 'touch') };
    default:
      return { of, stage: needed(stage, 'stage') };
  }
}

function needed<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  const field = { code: name, of: 'field' } as const;
  const said = sentence('field.wrong', { field, what: sentence('field.not-there') });
  throw new InvalidInput('invalid_request', inEnglish(said), undefined, { said });
}
