/**
 * Clicks on links of our mails, and opens. They change no state: each is noted with its mail, where conditions see clicks
 * (`history.clicked`) and reports both. In the history stand the first open of a mail and its first click; of our own links,
 * each of which is heard of once, the first click on each. So it does not matter when they are heard, nor how often.
 */
import { clickedMail } from '../../domain/clicks.ts';
import type { InboundEvent } from '../../domain/event.ts';
import type { Changes } from '../../store/changes.ts';
import { type Click, type ClickableMail, readClickableMails } from '../../store/clicks.ts';
import type { Queryable } from '../../store/db.ts';
import type { EventMatch } from '../../store/event-match.ts';
import type { EventResult } from './decide-events.ts';
import type { Heard } from './hearing.ts';

export interface HeardClicks {
  readonly results: readonly EventResult[];
  readonly changes: Partial<Changes>;
}

/** True for a click and for an open. */
export const isClick = ({ event }: { readonly event: InboundEvent }): boolean =>
  event.type === 'email.clicked' || event.type === 'email.opened';

/** What the clicks and opens among events note. The caller holds the locks of the prospects. */
export async function hearClicks(
  tx: Queryable,
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  now: Date,
): Promise<HeardClicks> {
  const clicks = events.filter(isClick).flatMap((heard) => {
    const prospectId = matches.get(heard.id)?.prospectId;
    return prospectId === undefined ? [] : [{ ...heard, prospectId }];
  });
  if (clicks.length === 0) return { results: [], changes: {} };
  const people = [...new Set(clicks.map(({ prospectId }) => prospectId))];
  return decideClicks(clicks, await readClickableMails(tx, people), now);
}

/** A click or an open that counts. */
interface Counted {
  readonly mail: ClickableMail;
  readonly heard: Heard;
}

/** The same with everything at hand. */
export function decideClicks(
  clicks: readonly (Heard & { readonly prospectId: string })[],
  mails: readonly ClickableMail[],
  now: Date,
): HeardClicks {
  const results: EventResult[] = [];
  const counted: Counted[] = [];
  for (const { id, event, prospectId } of clicks) {
    const own = mails.filter((mail) => mail.prospectId === prospectId);
    const { touchId, messageId } = event.match;
    const named = {
      ...(touchId === undefined ? {} : { touchId }),
      ...(messageId === undefined ? {} : { messageId }),
    };
    const mail = clickedMail(own, { ...named, at: event.occurredAt });
    const reason = whyNot(event, mail);
    const outcome = reason === null ? 'applied' : 'ignored';
    const enrolmentId = mail?.enrolmentId ?? null;
    results.push({ id, outcome, reason, prospectId, enrolmentId, flying: [], late: false });
    if (mail !== undefined && reason === null) counted.push({ mail, heard: { id, event } });
  }
  return { results, changes: changesOf(counted, now) };
}

function whyNot(event: InboundEvent, mail: ClickableMail | undefined): string | null {
  if (mail === undefined) return 'no_mail';
  if (mail.objected) return 'objects_to_tracking';
  if (event.automatic !== true) return null;
  return event.type === 'email.opened' ? 'automatic_open' : 'automatic_click';
}

function changesOf(counted: readonly Counted[], now: Date): Partial<Changes> {
  const opened = counted.filter(({ heard }) => heard.event.type === 'email.opened');
  const clicked = counted.filter(({ heard }) => heard.event.type === 'email.clicked');
  const told = [
    ...firstOfEach(opened, ({ mail }) => mail.touchId).filter(({ mail }) => mail.openedAt === null),
    ...firstOfEach(clicked, ({ mail, heard }) =>
      JSON.stringify([mail.touchId, heard.event.link ?? null]),
    ).filter(({ mail, heard }) => heard.event.link !== undefined || mail.clickedAt === null),
  ];
  return {
    clicks: timesOf(clicked),
    opens: timesOf(opened),
    timeline: told.map(({ mail, heard: { id, event } }) => ({
      at: now,
      prospectId: mail.prospectId,
      enrolmentId: mail.enrolmentId,
      touchId: mail.touchId,
      eventId: id,
      type: event.type,
      data: {
        step: mail.stepId,
        ...(event.link === undefined ? {} : { link: event.link }),
        source: event.source,
        occurredAt: event.occurredAt,
      },
    })),
  };
}

function timesOf(counted: readonly Counted[]): readonly Click[] {
  return firstOfEach(counted, ({ mail }) => mail.touchId).map(({ mail, heard }) => ({
    touchId: mail.touchId,
    at: heard.event.occurredAt,
  }));
}

/** The earliest of each kind, in the order in which the kinds came up. */
function firstOfEach(
  counted: readonly Counted[],
  kindOf: (one: Counted) => string,
): readonly Counted[] {
  const first = new Map<string, Counted>();
  for (const one of counted) {
    const known = first.get(kindOf(one));
    if (known === undefined || one.heard.event.occurredAt < known.heard.event.occurredAt) {
      first.set(kindOf(one), one);
    }
  }
  return [...first.values()];
}
