import { z } from 'zod';
import { readEnrolmentBeside } from '../../app/desk/enrolment-beside.ts';
import { changeEnrolment, type PersonAction } from '../../app/enrolments/change-enrolment.ts';
import type { AuditAction, AuditedRoute } from '../../domain/audit.ts';
import { instantOfDate } from '../../domain/wall-clock.ts';
import { fieldsOf } from '../forms.ts';
import { zoneOf } from '../layout.ts';
import {
  type Answer,
  type ChangingRoute,
  mayUse,
  type Page,
  page,
  redirect,
  type Visit,
} from '../page.ts';
import { shownEnrolment } from '../shown/enrolment.ts';
import { enrolmentWords } from '../words/enrolment.ts';

const access = ['rep', 'ops'] as const;

const audited = (action: AuditAction, ...tells: string[]): AuditedRoute => ({
  ...{ action, kind: 'enrolment', id: 'id', tells },
});

const deeds = {
  pause: audited('enrolment.paused', 'until'),
  resume: audited('enrolment.resumed'),
  advance: audited('enrolment.advanced', 'stage'),
  exit: audited('enrolment.exited', 'reason'),
} as const;
type Deed = keyof typeof deeds;
const deedNames = ['pause', 'resume', 'advance', 'exit'] as const satisfies readonly Deed[];

/** One enrolment: where it stands and why, what is planned, what happened, and what a person may do to it. */
export const enrolmentPage: Page = {
  key: 'enrolment',
  words: enrolmentWords,
  routes: [
    { method: 'GET', path: '/console/enrolments/:id', access, handle: showEnrolment },
    ...deedNames.map(
      (deed): ChangingRoute => ({
        ...{ method: 'POST', path: `/console/enrolments/:id/${deed}`, access },
        audit: deeds[deed],
        handle: (visit) => act(visit, deed),
      }),
    ),
  ],
};

const params = z.object({ id: z.uuid() });
const query = z.object({ done: z.enum(deedNames).optional(), flying: z.string().optional() });

async function showEnrolment({ app, request, caller, language }: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, request.params);
  const { done, flying } = fieldsOf(query, request.query);
  const beside = await readEnrolmentBeside(app, id);
  // As in the API, what is known of a person beside the address is for reps.
  const shown = shownEnrolment(beside, language, mayUse(caller, ['rep']));
  const doneWord = done === undefined ? null : `done.${done}`;
  return page('enrolment', shown.person.name, { ...shown, doneWord, isFlying: flying === 'yes' });
}

const date = z.union([z.literal(''), z.iso.date()]).default('');
const fields = z.object({
  until: date,
  stage: z.string().max(64).default(''),
  reason: z.enum(['manual', 'replied', 'closed_won', 'closed_lost']).default('manual'),
});

async function act({ app, request, caller }: Visit, deed: Deed): Promise<Answer> {
  const { id } = fieldsOf(params, request.params);
  const given = fieldsOf(fields, request.body);
  const action = actionOf(deed, given, zoneOf(app));
  const { inFlight } = await changeEnrolment(app, id, action, caller?.name ?? 'unknown');
  return redirect(`/console/enrolments/${id}?done=${deed}${inFlight ? '&flying=yes' : ''}`);
}

/** A day is that of the console's wall clock, from its beginning. */
function actionOf(
  deed: Deed,
  { until, stage, reason }: z.output<typeof fields>,
  zone: string,
): PersonAction {
  switch (deed) {
    case 'pause':
      return { do: 'pause', until: until === '' ? null : instantOfDate(until, zone) };
    case 'resume':
      return { do: 'resume' };
    case 'advance':
      return { do: 'advance', stage };
    case 'exit':
      return { do: 'exit', reason };
  }
}
