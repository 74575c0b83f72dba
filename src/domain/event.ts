/** Neutral inbound events: what every source is translated into before anything is decided. */

export const eventTypes = [
  'reply.received',
  'reply.objection',
  'reply.auto',
  'meeting.booked',
  'deal.won',
  'deal.lost',
  'deal.stage_changed',
  'email.bounced',
  'email.complained',
  'email.clicked',
  'prospect.opted_out',
] as const;
/**
 * What can be posted, and two more that only we say: `reply.unproven`, a mail in the name of a person that failed the proof
 * of its sender. Nothing it says is done; the cadence stands still until a person has looked. And `email.opened`, since the
 * opens that others tell are nobody's word.
 */
export type EventType = (typeof eventTypes)[number] | 'reply.unproven' | 'email.opened';

/** Those that may change the state of an enrolment. */
export const foldedTypes: readonly EventType[] = [
  ...eventTypes.filter((type) => type !== 'email.clicked'),
  'reply.unproven',
];

/** The usual categories of an objection; a cadence may name its own. */
export const objectionCategories = [
  'price',
  'timing',
  'authority',
  'competitor',
  'need',
  'trust',
  'not-interested',
] as const;

/** One thing that a prospect, a mail server or a CRM said, already verified and read. */
export interface InboundEvent {
  /** Key of the source in `workspace.yaml`. */
  readonly source: string;
  /** Unique within the source: a second one with the same id is a repetition. */
  readonly eventId: string;
  readonly type: EventType;
  /** When it happened, by the clock of whoever said it. */
  readonly occurredAt: Date;
  /** Whom it concerns; at least one is given. */
  readonly match: {
    readonly enrolmentId?: string;
    /** Message-ID of the mail that it answers or reports, with angle brackets. */
    readonly messageId?: string;
    /** Of a mail that refers to several: the first that is ours counts. */
    readonly messageIds?: readonly string[];
    /** The touch whose signed return path it came to. */
    readonly touchId?: string;
    readonly email?: string;
    readonly externalId?: { readonly source: string; readonly id: string };
    /** A deal of the person in a CRM, kept as an external id of theirs: `{"source": "hubspot-deal", "id": "1148278332"}`. */
    readonly dealId?: { readonly source: string; readonly id: string };
  };
  /** `reply.objection`: one of `objectionCategories`, or a cadence's own. */
  readonly category?: string;
  /** `reply.auto`: back on; `reply.objection`: ask again on. */
  readonly until?: Date;
  /** `deal.stage_changed`: a stage of ours (already mapped by the source). */
  readonly stage?: string;
  /** `email.bounced`: the address is gone for good. */
  readonly hard?: boolean;
  /** `email.clicked`, `email.opened`: a machine did it (a scanner, a preview), as far as its source can tell. */
  readonly automatic?: boolean;
  /** `email.clicked`: where the link leads, where its source says so. */
  readonly link?: string;
  /** `email.bounced`: SMTP reply or enhanced status code, as text. */
  readonly code?: string;
  /** Why a mail came back or an answer is automatic, in the words of its reading. */
  readonly reason?: string;
  /** `reply.auto`: who takes over, as the mail names them. */
  readonly deputy?: { readonly name: string | null; readonly address: string };
  /** What the person wrote; kept for the task, never logged. */
  readonly text?: string;
  readonly intent?: string;
  /** What we made of `text`, where the sender did not say. */
  readonly reading?: EventReading;
  /** Where it came as a mail: what its header says. Anybody can write one, so not all that it says is believed. */
  readonly mail?: MailFacts;
  /** Who of us told it, where no source did. */
  readonly by?: string;
  /** `reply.unproven`: what it would have been. */
  readonly claims?: EventType;
}

/** The header of a mail, as far as it decides whom it is about and whether that is believed. */
export interface MailFacts {
  /** The same for one mail that came in by two ways. */
  readonly key: string;
  /** Who wrote it, normalised. */
  readonly from: string | null;
  /** Without what programs put before it (`Re:`). */
  readonly subject: string | null;
  /** What DMARC (RFC 7489) says of `from`, by a server that is believed; null where none says anything. */
  readonly authentic: boolean | null;
}

/** What a reply seems to mean. */
export interface EventReading {
  /** `opt-out`, an objection's category, `positive`, `question` or `unclear`. */
  readonly meaning: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** The person's words that decided it, or a classifier's own. */
  readonly because: string;
  /** Sure enough to be acted upon; else a person decides. */
  readonly sure: boolean;
  /** Left out where our own words decided. */
  readonly by?: 'classifier';
}
