import type { Schedule } from '../../domain/schedule.ts';
import type { OutboxMail } from '../../email/outbox.ts';
import type { DemoEnrolment, DemoTask } from './api-client.ts';
import { isTo, type Played } from './crm.ts';

/** A promise, and what was found about it. */
export interface Verdict {
  readonly promise: string;
  readonly looked: string;
  /** What breaks it; empty when it was kept. */
  readonly broken: readonly string[];
}

export interface Evidence {
  readonly endedAt: Date;
  readonly mails: readonly OutboxMail[];
  readonly enrolments: readonly DemoEnrolment[];
  readonly openTasks: readonly DemoTask[];
  readonly played: readonly Played[];
  /** Clock time at which somebody or something let an enrolment go on, by enrolment, oldest first. */
  readonly resumedAt: ReadonlyMap<string, readonly Date[]>;
  /** Enrolment, wall-clock zone and schedule of a mail by its Message-ID. */
  readonly touches: ReadonlyMap<string, TouchFacts>;
}

export interface TouchFacts {
  readonly enrolmentId: string;
  readonly step: string;
  readonly zone: string;
  readonly schedule: Schedule;
}

/** Looks for anything that breaks a promise. The mails are those that the mail server has kept, not those we think were sent. */
export function checkPromises(evidence: Evidence): Verdict[] {
  return [
    noMailAfterStop(evidence),
    neverTwice(evidence),
    nobodyForgotten(evidence),
    everyNoHasAReason(evidence),
    neverAtTheWrongTime(evidence),
    eventsAnswered(evidence),
  ];
}

function noMailAfterStop({ played, mails, touches, resumedAt }: Evidence): Verdict {
  const stops = played.filter(({ scene }) => scene.stops === true);
  const broken = stops.flatMap((stop) => {
    const later = mails.filter(({ file }) => !stop.sentBefore.has(file));
    return later.flatMap((mail) => {
      const touch = touches.get(mail.mail.messageId ?? '');
      if (
        !isTo(mail, stop.scene.email) ||
        (stop.enrolmentId !== null && touch?.enrolmentId !== stop.enrolmentId)
      ) {
        return [];
      }
      const sentAt = new Date(mail.mail.date ?? 0);
      const resumed = resumedAt.get(touch?.enrolmentId ?? '') ?? [];
      // A Date header has whole seconds.
      const second = new Date(sentAt.getTime() + 999);
      const goneOn = resumed.some((at) => at >= stop.answeredAt && at <= second);
      return goneOn
        ? []
        : [`${stop.scene.email} got "${mail.mail.subject}" after: ${stop.scene.told}`];
    });
  });
  return { promise: 'no mail after an acknowledged stop', looked: `${stops.length} stops`, broken };
}

function neverTwice({ mails, touches }: Evidence): Verdict {
  const keys = mails.map(({ mail }) => {
    const touch = touches.get(mail.messageId ?? '');
    return [mail.messageId ?? 'no Message-ID', `${touch?.enrolmentId} ${touch?.step}`] as const;
  });
  const repeated = (values: readonly string[]) =>
    values.filter((value, index) => values.indexOf(value) !== index);
  const strangers = mails.filter(({ mail }) => !touches.has(mail.messageId ?? ''));
  return {
    promise: 'never the same mail twice',
    looked: `${mails.length} mails on the mail server`,
    broken: [
      ...repeated(keys.map(([id]) => id)).map((id) => `two mails ${id}`),
      ...repeated(keys.map(([, step]) => step)).map((step) => `two mails for ${step}`),
      ...strangers.map(({ file }) => `${file} is a mail that we know nothing of`),
    ],
  };
}

function nobodyForgotten({ enrolments, openTasks, endedAt }: Evidence): Verdict {
  const broken = enrolments.flatMap((one) => {
    const over = one.status === 'exited' || one.status === 'completed';
    const waits = one.resumeAt !== null || openTasks.some((task) => task.enrolmentId === one.id);
    const due = one.nextTouch?.dueAt ?? null;
    const planned =
      one.nextTouch?.status === 'waiting' || (due !== null && new Date(due) > endedAt);
    const known = over || (one.status === 'paused' ? waits : planned);
    return known ? [] : [`${one.email} in ${one.cadence}: ${one.status}, with nothing to come`];
  });
  return { promise: 'nobody forgotten', looked: `${enrolments.length} enrolments`, broken };
}

function everyNoHasAReason({ enrolments, played }: Evidence): Verdict {
  const noes = enrolments.filter(({ status }) => status === 'exited' || status === 'paused');
  const broken = noes
    .filter((one) => (one.exitReason ?? one.pauseReason) === null)
    .map((one) => `${one.email} is ${one.status} without a reason`);
  const ignored = played.filter(({ outcome }) => outcome === 'ignored');
  return {
    promise: 'every "no" has its reason',
    looked: `${noes.length} exits and pauses, ${ignored.length} ignored event`,
    broken: [
      ...broken,
      ...ignored
        .filter(({ reason }) => reason === null)
        .map(({ scene }) => `ignored: ${scene.told}`),
    ],
  };
}

function neverAtTheWrongTime({ mails, touches }: Evidence): Verdict {
  const broken = mails.flatMap(({ mail }) => {
    const touch = touches.get(mail.messageId ?? '');
    if (touch === undefined || touch.schedule.windows === 'always') return [];
    const { weekday, minute, text } = wallClock(new Date(mail.date ?? 0), touch.zone);
    const inWindow = touch.schedule.windows.some(
      ({ startMinute, endMinute }) => minute >= startMinute && minute < endMinute,
    );
    if (inWindow && touch.schedule.days.includes(weekday)) return [];
    return [`${mail.to?.[0]?.address}: "${mail.subject}" on ${text} in ${touch.zone}`];
  });
  return {
    promise: 'never outside the sending windows',
    looked: `${mails.length} mails, by their Date and the wall clock where the prospect is`,
    broken,
  };
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The wall clock by ECMA-402, so that the planner is not its own witness. */
function wallClock(at: Date, timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  return {
    weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    minute,
    text: format.format(at),
  };
}

function eventsAnswered({ played }: Evidence): Verdict {
  return {
    promise: 'every event has a receipt, and a repeated one changes nothing',
    looked: `${played.length} events`,
    broken: played.flatMap(({ scene, outcome, again }) => {
      const wrong =
        outcome === scene.expect ? [] : [`${scene.told}: ${outcome}, not ${scene.expect}`];
      const repeated = again === null || again === 'duplicate' ? [] : [`repeated: ${again}`];
      return [...wrong, ...repeated];
    }),
  };
}
