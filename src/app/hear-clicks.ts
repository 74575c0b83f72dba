/**
 * Clicks on links of our mails. They change no state: a click is noted with its mail, where conditions see it
 * (`history.clicked`), and its first one stands in the history. So it does not matter when it is heard, nor how often.
 */
import { clickedMail } from '../domain/clicks.ts';
import type { InboundEvent } from '../domain/event.ts';
import type { Changes } from '../store/changes.ts';
import { type ClickableMail, readClickableMails } from '../store/clicks.ts';
import type { Queryable } from '../store/db.ts';
import type { EventMatch } from '../store/event-match.ts';
import type { EventResult } from './decide-events.ts';
import type { Heard } from './hearing.ts';

export interface HeardClicks {
  readonly results: readonly EventResult[];
  readonly changes: Partial<Changes>;
}

export const isClick = ({ event }: { readonly event: InboundEvent }): boolean =>
  event.type === 'email.clicked';

/** What the clicks among events note. The caller holds the locks of the prospects. */
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

/** The same with everything at hand. */
export function decideClicks(
  clicks: readonly (Heard & { readonly prospectId: string })[],
  mails: readonly ClickableMail[],
  now: Date,
): HeardClicks {
  const results: EventResult[] = [];
  const first = new Map<string, { readonly mail: ClickableMail; readonly heard: Heard }>();
  for (const { id, event, prospectId } of clicks) {
    const own = mails.filter((mail) => mail.prospectId === prospectId);
    const { messageId } = event.match;
    const named = messageId === undefined ? {} : { messageId };
    const mail = clickedMail(own, { ...named, at: event.occurredAt });
    const reason =
      mail === undefined ? 'no_mail' : event.automatic === true ? 'automatic_click' : null;
    const outcome = reason === null ? 'applied' : 'ignored';
    const enrolmentId = mail?.enrolmentId ?? null;
    results.push({ id, outcome, reason, prospectId, enrolmentId, flying: [], late: false });
    if (mail === undefined || reason !== null) continue;
    const known = first.get(mail.touchId);
    if (known === undefined || event.occurredAt < known.heard.event.occurredAt) {
      first.set(mail.touchId, { mail, heard: { id, event } });
    }
  }
  return { results, changes: changesOf([...first.values()], now) };
}

function changesOf(
  first: readonly { readonly mail: ClickableMail; readonly heard: Heard }[],
  now: Date,
): Partial<Changes> {
  return {
    clicks: first.map(({ mail, heard }) => ({
      touchId: mail.touchId,
      at: heard.event.occurredAt,
    })),
    timeline: first
      .filter(({ mail }) => mail.clickedAt === null)
      .map(({ mail, heard: { id, event } }) => ({
        at: now,
        prospectId: mail.prospectId,
        enrolmentId: mail.enrolmentId,
        touchId: mail.touchId,
        eventId: id,
        type: event.type,
        data: { step: mail.stepId, source: event.source, occurredAt: event.occurredAt },
      })),
  };
}
