import { z } from 'zod';
import type { App } from '../../../app/context.ts';
import { readOpenCadences, readStepKinds } from '../../../app/desk/cadences.ts';
import { readPossibleOwners } from '../../../app/desk/owners.ts';
import { isBegunBefore } from '../../../app/enrolling/begun-before.ts';
import { type Accepted, type Candidate, enrolOne } from '../../../app/enrolling/enrol.ts';
import { enrolmentIdOf, touchIdOf } from '../../../app/enrolling/given-list.ts';
import { toCandidate } from '../../../app/enrolling/import-rows.ts';
import { inEnglish } from '../../../domain/sentence.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { InvalidInput, Refused } from '../../../errors.ts';
import { fieldsOf } from '../../forms.ts';
import { readerOf } from '../../layout.ts';
import { type Answer, page, part, redirect, type Visit } from '../../page.ts';
import { adviceOf } from '../../shown/check.ts';
import { toldRefusal } from '../../shown/sentence.ts';
import { ownOwner, shownBases } from './list.ts';
import { basisShape, defaultsOf } from './list-form.ts';

const text = (most: number) => z.string().trim().max(most).default('');
const shape = z.object({
  cadence: text(64),
  email: text(320),
  firstName: text(200),
  lastName: text(200),
  title: text(200),
  company: text(300),
  phone: text(100),
  ...basisShape,
  /** Of the form: one that is sent twice enrols once. */
  id: z.union([z.literal(''), z.uuid()]).default(''),
});
type Form = z.output<typeof shape>;

/** An empty form for one person. */
export async function showOne(visit: Visit): Promise<Answer> {
  const { cadence, email } = fieldsOf(
    shape.pick({ cadence: true, email: true }),
    visit.request.query,
  );
  return onePage(visit, fieldsOf(shape, { cadence, email, owner: ownOwner(visit) }), null);
}

/** What would become of one person; nothing happens. */
export async function checkOne(visit: Visit): Promise<Answer> {
  const form = fieldsOf(shape, visit.request.body);
  const check = await checkOf(visit, form);
  if (visit.isPartial) return part('partials/enrol-one-check', { check });
  return onePage(visit, form, check);
}

/** Enrols one person, and leads to the enrolment. */
export async function enrolPerson(visit: Visit): Promise<Answer> {
  const { app, viewer } = visit;
  const form = fieldsOf(shape, visit.request.body);
  try {
    return redirect(`/console/enrolments/${await enrolOrFind(app, form, viewer)}`);
  } catch (error) {
    if (!isTold(error)) throw error;
    return onePage(visit, form, shownRefusal(error, visit), error instanceof Refused ? 409 : 400);
  }
}

/** @returns id of the enrolment; the second of two clicks is refused, or meets the id that the first has taken */
async function enrolOrFind(app: App, form: Form, viewer: Viewer): Promise<string> {
  const candidate = candidateOf(form, viewer);
  try {
    return (await enrolOne(app, form.cadence, candidate, { viewer })).enrolmentId;
  } catch (error) {
    const { id } = candidate;
    if (id !== undefined && (await isBegunBefore(app, id, form.email, viewer))) return id;
    throw error;
  }
}

const isTold = (error: unknown): error is InvalidInput | Refused =>
  error instanceof InvalidInput || error instanceof Refused;

/** @throws InvalidInput `invalid_row` */
function candidateOf(form: Form, viewer: Viewer): Candidate {
  const { email, firstName, lastName, title, company, phone } = form;
  const said = Object.entries({ email, firstName, lastName, title, company, phone });
  const told = Object.fromEntries(said.filter(([, value]) => value !== ''));
  const row = toCandidate({ ...defaultsOf(form), ...told });
  if ('broken' in row) {
    throw new InvalidInput('invalid_row', inEnglish(row.broken), undefined, { said: row.broken });
  }
  if (form.id === '') return row;
  const id = enrolmentIdOf(form.id, form, viewer);
  return { ...row, id, touchId: touchIdOf(id, email) };
}

async function checkOf(visit: Visit, form: Form) {
  const { app, viewer } = visit;
  if (form.email === '' || form.cadence === '') return null;
  try {
    const kinds = await readStepKinds(app, form.cadence);
    const accepted = await enrolOne(app, form.cadence, candidateOf(form, viewer), {
      ...{ dryRun: true, viewer },
    });
    return shownAccepted(form.email, accepted, kinds.get(accepted.step) === 'email');
  } catch (error) {
    if (!isTold(error)) throw error;
    return shownRefusal(error, visit);
  }
}

type Check = ReturnType<typeof shownAccepted> | ReturnType<typeof shownRefusal>;

function shownAccepted(
  email: string,
  { status, step, dueAt, startsAt }: Accepted,
  isMail: boolean,
) {
  const isWaiting = status === 'pending';
  return {
    isAccepted: true,
    ...{ email, step, dueAt, isWaiting, isHeld: status === 'paused' },
    startsAt: startsAt ?? null,
    kindWord: isMail ? 'first.email' : 'first.task',
    ...{ word: null, advice: null, told: null },
  };
}

function shownRefusal(error: InvalidInput | Refused, visit: Visit) {
  const told = toldRefusal(error, readerOf(visit));
  return { isAccepted: false, told, ...adviceOf(error.code) };
}

async function onePage(
  { app, viewer }: Visit,
  form: Form,
  check: Check | null,
  status = 200,
): Promise<Answer> {
  const [cadences, owners] = await Promise.all([
    readOpenCadences(app),
    readPossibleOwners(app.db, viewer),
  ]);
  const { id, ...fields } = form;
  const data = {
    ...fields,
    ...{ check, owners },
    // A refused form has enrolled nobody, and keeps its id.
    id: id || app.newId(),
    cadences: cadences.map((one) => ({ ...one, isChosen: one.key === form.cadence })),
    bases: shownBases(form.basis),
    hasMore: [form.basis, form.basisSource, form.basisAt].some((one) => one !== ''),
  };
  return page('enrol-one', 'one', data, status);
}
