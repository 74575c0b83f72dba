import { z } from 'zod';
import { readEnrolmentBeside } from '../../app/desk/enrolment-beside.ts';
import { readSentMail, type SentMail } from '../../app/desk/sent-mail.ts';
import { whyUnchanged } from '../../app/events/told-objection.ts';
import { Refused } from '../../errors.ts';
import { fieldsOf } from '../forms.ts';
import { mailHeaders } from '../headers.ts';
import { readerOf, zoneOf } from '../layout.ts';
import {
  type Answer,
  type ChangingRoute,
  mayUse,
  type Page,
  page,
  part,
  redirect,
  type Visit,
} from '../page.ts';
import { shownEnrolment } from '../shown/enrolment.ts';
import { toldRefusal } from '../shown/sentence.ts';
import { enrolmentWords } from '../words/enrolment.ts';
import {
  deedNames,
  doDeed,
  enrolmentDeeds,
  noFields,
  type Problem,
  undoOf,
} from './enrolment-deeds.ts';

const access = ['rep', 'ops'] as const;
/** A mail names the person, and what is known of them beside the address is for reps. */
const ofMails = ['rep'] as const;

/** One enrolment: where it stands and why, what was sent, what is still to come, and what a person may do to it. */
export const enrolmentPage: Page = {
  key: 'enrolment',
  words: enrolmentWords,
  routes: [
    { method: 'GET', path: '/console/enrolments/:id', access, handle: showEnrolment },
    { method: 'GET', path: '/console/touches/:id', access: ofMails, handle: showSentMail },
    { method: 'GET', path: '/console/touches/:id/mail', access: ofMails, handle: showSentBody },
    ...deedNames.map(
      (deed): ChangingRoute => ({
        ...{ method: 'POST', path: `/console/enrolments/:id/${deed}`, access },
        audit: enrolmentDeeds[deed],
        handle: async (visit) => {
          const { id } = fieldsOf(params, visit.request.params);
          const done = await doDeed(visit, id, deed);
          return 'to' in done ? redirect(done.to) : answer(visit, id, done);
        },
      }),
    ),
  ],
};

const params = z.object({ id: z.uuid() });
const query = z.object({
  done: z.enum(deedNames).optional(),
  undone: z.enum(deedNames).optional(),
  flying: z.string().optional(),
  /** Of an objection: `no` where it has changed nothing. */
  changed: z.string().optional(),
  mail: z.uuid().optional(),
});

function showEnrolment(visit: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, visit.request.params);
  return answer(visit, id, null);
}

async function answer(visit: Visit, id: string, problem: Problem | null): Promise<Answer> {
  const { app, request, caller, viewer, language } = visit;
  const { done, undone, flying, changed, mail } = fieldsOf(query, request.query);
  const beside = await readEnrolmentBeside(app, id, viewer);
  const isRep = mayUse(caller, ofMails);
  const now = app.clock.now();
  const shown = shownEnrolment(beside, { language, isRep, zone: zoneOf(app), now, open: mail });
  const word =
    undone !== undefined ? `undone.${undone}` : done === undefined ? null : `done.${done}`;
  const data = {
    ...shown,
    doneWord: problem === null ? word : null,
    unchanged:
      done === 'objection' && changed === 'no'
        ? toldRefusal({ message: '', said: whyUnchanged(beside.enrolment) }, readerOf(visit)).text
        : null,
    isFlying: flying === 'yes',
    undo: problem === null && done !== undefined ? undoOf(request.query, done, beside) : null,
    problem,
    given: problem?.given ?? noFields,
    formId: app.newId(),
    sent: mail === undefined || !isRep ? null : await sentMail(visit, mail),
  };
  return page('enrolment', shown.person.name, data, problem === null ? 200 : 409);
}

async function showSentMail(visit: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, visit.request.params);
  const sent = await sentMail(visit, id);
  if (visit.isPartial) return part('partials/sent-mail', { sent });
  if (sent.enrolmentId === null) return page('sent-mail', 'sentMail', { sent });
  return redirect(`/console/enrolments/${sent.enrolmentId}?mail=${id}#mail`);
}

/** A mail as the page shows it, or why there is none. */
async function sentMail(visit: Visit, touchId: string) {
  const { app } = visit;
  try {
    return { lost: null, ...withoutBodies(await readSentMail(app, touchId)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { lost: toldRefusal(error, readerOf(visit)), enrolmentId: null };
  }
}

const withoutBodies = ({ html: _html, ...mail }: SentMail) => ({
  ...mail,
  isKept: mail.source === 'kept',
});

async function showSentBody({ app, request }: Visit): Promise<Answer> {
  const { id } = fieldsOf(params, request.params);
  const { html } = await readSentMail(app, id);
  return { is: 'file', body: html, headers: mailHeaders };
}
