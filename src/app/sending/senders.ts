import { domainOf } from '../../domain/address.ts';
import type { Cadence, Step } from '../../domain/cadence.ts';
import { mailboxesOf } from '../../domain/language/pool.ts';
import {
  chooseMailbox,
  decayedLoad,
  isBound,
  type MailboxFacts,
  type SenderRule,
} from '../../domain/sender.ts';
import type { Queryable } from '../../store/db.ts';
import { type MailboxRow, readMailboxes } from '../../store/mailboxes.ts';
import type { App } from '../context.ts';
import type { Circumstances } from '../enrolments/consequences.ts';

/** What planning knows of the mailboxes that a cadence is sent from. */
export interface Senders {
  readonly rule: SenderRule;
  /** Whether the workspace still has the mailbox. */
  has(mailbox: string): boolean;
  zoneOf(mailbox: string): string | null;
  /** One of the pool for a mail that is bound to none. What was chosen is remembered, so that the next gets another. */
  choose(address: string): MailboxFacts & { readonly turn: number };
}

/** What a touch is given of it; see `sender.ts` for the table. A task leaves from nowhere. */
export function choiceFor(
  senders: Senders | undefined,
  step: Step,
  address: string,
  lastMailbox: string | null,
): { readonly mailbox: string | null; readonly turn?: number } {
  if (senders === undefined) return { mailbox: null };
  const stays = lastMailbox !== null && senders.has(lastMailbox);
  if (stays && (step.kind === 'task' || isBound(senders.rule, isInThread(step)))) {
    return { mailbox: lastMailbox };
  }
  if (step.kind === 'task') return { mailbox: null };
  const { key, turn } = senders.choose(address);
  return { mailbox: key, turn };
}

export function isInThread(step: Step): boolean {
  return step.kind === 'email' && step.email.thread === 'reply';
}

/** The circumstances of what leaves from a mailbox: its zone is the sender's. */
export function ofMailbox(circumstances: Circumstances, mailbox: string | null): Circumstances {
  const { senders } = circumstances;
  if (senders === undefined || mailbox === null) return circumstances;
  return { ...circumstances, senderZone: senders.zoneOf(mailbox) };
}

/** For the circumstances of a cadence: nothing where it names no sender, or there is no mailbox to choose. */
export async function sendersOf(
  app: Pick<App, 'db' | 'clock' | 'workspace' | 'mailboxes' | 'mailDomains'>,
  { sender: rule }: Pick<Cadence, 'sender'>,
  tx?: Queryable,
): Promise<{ readonly senders?: Senders }> {
  const { workspace, mailDomains } = app;
  if (rule === undefined || workspace.mailboxes.length === 0) return {};
  const rows = await app.mailboxes.read(tx ?? app.db);
  if (rule.rotation === 'same-provider') await mailDomains.refresh(tx ?? app.db);
  const now = app.clock.now();
  const byKey = new Map(workspace.mailboxes.map((mailbox) => [mailbox.key, mailbox]));
  return {
    senders: {
      rule,
      has: (key) => byKey.has(key),
      zoneOf: (key) => byKey.get(key)?.timezone ?? null,
      choose: (address) => {
        const members = factsOf(rule, app, rows, now);
        const recipientProvider = mailDomains.providerOf(domainOf(address));
        const chosen = chooseMailbox({ rule, members, recipientProvider });
        if (chosen === null) throw new Error('a workspace with mailboxes has none to choose from');
        return { ...chosen, turn: app.mailboxes.give(chosen, now) };
      },
    },
  };
}

function factsOf(
  rule: SenderRule,
  { workspace, mailboxes, mailDomains }: Pick<App, 'workspace' | 'mailboxes' | 'mailDomains'>,
  rows: readonly MailboxRow[],
  now: Date,
): MailboxFacts[] {
  return mailboxesOf({ sender: rule }, workspace).map(({ key, provider, from }) => {
    const row = rows.find((one) => one.key === key);
    const given = mailboxes.givenTo(key, now);
    const kept =
      row?.loadAt == null ? 0 : decayedLoad(row.load, now.getTime() - row.loadAt.getTime());
    return {
      key,
      provider: provider ?? mailDomains.providerOf(domainOf(from.address)),
      paused: row?.status === 'paused',
      load: Math.max(kept, given.load),
      turn: Math.max(row?.turn ?? 0, given.turn),
    };
  });
}

/**
 * What is known in this process of the mailboxes: the rows as they were read lately, and the choices since, which others
 * see when their transactions have ended. Whether a mailbox is paused is asked again when a touch is claimed.
 */
export interface MailboxBook {
  read(db: Queryable): Promise<readonly MailboxRow[]>;
  /** Choices of this process, whether they have been written or not. */
  givenTo(key: string, now: Date): { readonly turn: number; readonly load: number };
  /** Remembers a choice. @returns its turn */
  give(chosen: MailboxFacts, now: Date): number;
  /** The next reading sees what has just been written. */
  forget(): void;
}

const keptMs = 1_000;

export function createMailboxBook(): MailboxBook {
  const given = new Map<string, { readonly turn: number; readonly load: number; at: Date }>();
  let last = 0;
  let kept: { readonly rows: readonly MailboxRow[]; readonly at: number } | undefined;
  const givenTo = (key: string, now: Date) => {
    const own = given.get(key);
    if (own === undefined) return { turn: 0, load: 0 };
    return { turn: own.turn, load: decayedLoad(own.load, now.getTime() - own.at.getTime()) };
  };
  return {
    read: async (db) => {
      if (kept !== undefined && performance.now() - kept.at < keptMs) return kept.rows;
      const rows = await readMailboxes(db);
      last = Math.max(last, ...rows.map(({ turn }) => turn));
      kept = { rows, at: performance.now() };
      return rows;
    },
    givenTo,
    give: ({ key, load }, now) => {
      last += 1;
      given.set(key, { turn: last, load: load + 1, at: now });
      return last;
    },
    forget: () => {
      kept = undefined;
    },
  };
}
