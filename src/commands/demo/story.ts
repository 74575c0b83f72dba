import { isQuiet } from '../../domain/told-history.ts';
import type { Report, ReportPerson } from '../html-report.ts';
import { timelineWords } from '../timeline-words.ts';
import type { DemoEnrolment } from './api-client.ts';
import { isTo } from './crm.ts';
import type { Found } from './evidence.ts';

/** What happened to everybody, for the screen and for the page. */
export function peopleOf(found: Found): Report['people'] {
  const emails = [...new Set(found.enrolments.map(({ email }) => email))].sort();
  return emails.map((email) => personOf(found, email));
}

function personOf(found: Found, email: string): ReportPerson {
  const enrolments = found.enrolments
    .filter((one) => one.email === email)
    .sort((a, b) => startOf(found, a).localeCompare(startOf(found, b)));
  const entries = enrolments
    .flatMap(({ id }) => found.timelines.get(id) ?? [])
    .filter(({ type }) => !isQuiet({ type }));
  return {
    name: found.names.get(email) ?? email,
    email,
    standing: enrolments.map(standingOf).join('; '),
    timeline: entries.map((entry) => ({ at: minuteOf(entry.at), what: timelineWords(entry) })),
    mails: found.mails
      .filter((mail) => isTo(mail, email))
      .map(({ mail }) => ({
        at: minuteOf(new Date(mail.date ?? 0).toISOString()),
        subject: mail.subject ?? '',
        html: mail.html ?? '',
      })),
  };
}

function startOf(found: Found, { id }: DemoEnrolment): string {
  return found.timelines.get(id)?.[0]?.at ?? '';
}

function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function standingOf(one: DemoEnrolment): string {
  const next = one.nextTouch;
  const due = next?.dueAt == null ? '' : ` on ${next.dueAt.slice(0, 10)}`;
  const tail = next === null ? '' : `, next ${next.step}${due}`;
  switch (one.status) {
    case 'exited':
      return `${one.cadence}: exited, ${one.exitReason}`;
    case 'paused':
      return `${one.cadence}: paused, ${one.pauseReason}${one.resumeAt === null ? '' : ` until ${one.resumeAt.slice(0, 10)}`}`;
    case 'completed':
      return `${one.cadence}: completed`;
    default:
      return `${one.cadence}: ${one.status} in ${one.stage}${tail}`;
  }
}
