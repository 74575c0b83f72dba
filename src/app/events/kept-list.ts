/** What could not be applied, as ops see it: events about nobody, bodies that cannot be read. */
import {
  listReceipts,
  type ReceiptFilter,
  type ReceiptWithEvent,
  readReceiptWithEvent,
} from '../../store/receipt-list.ts';
import { listUnreadable, readUnreadable, type Unreadable } from '../../store/unreadable.ts';
import type { App } from '../context.ts';
import { unknownReceipt } from '../unknown.ts';
import { candidatesFor, peopleByNow } from './candidates.ts';
import type { PublicReceipt } from './event-receipts.ts';
import { type AskedFix, type Replayer, replayEvent } from './replay-events.ts';
import { replayUnreadable } from './unreadable.ts';

/** The lists that there are. */
export const keptOutcomes = ['unmatched', 'unreadable', 'deferred', 'ignored'] as const;
export type KeptOutcome = (typeof keptOutcomes)[number];

/** One page of a list, newest first. Of what is about nobody, `personByNow` is who has come to be there since. */
export async function listKept(
  app: App,
  outcome: KeptOutcome,
  filter: Omit<ReceiptFilter, 'outcome'>,
): Promise<KeptItem[]> {
  if (outcome === 'unreadable') return (await listUnreadable(app.db, filter)).map(shownBody);
  return withPeople(app, await listReceipts(app.db, { ...filter, outcome }));
}

export type KeptItem =
  | Awaited<ReturnType<typeof withPeople>>[number]
  | ReturnType<typeof shownBody>;

/**
 * One receipt. Of an event that was not applied also the event itself; of one about nobody, who may be meant.
 *
 * @throws NotFound `unknown_receipt`
 */
export async function showKept(app: App, id: string) {
  const receipt = await readReceiptWithEvent(app.db, id);
  if (receipt === null) {
    const body = await readUnreadable(app.db, id);
    if (body !== null) return shownBody(body);
    throw unknownReceipt(id);
  }
  const { event, ...shown } = receipt;
  if (receipt.outcome === 'applied') return shown;
  if (event === null) return receipt;
  const [withPerson = receipt] = await withPeople(app, [receipt]);
  if (receipt.prospectId !== null) return withPerson;
  return { ...withPerson, candidates: await candidatesFor(app.db, event.match) };
}

/** Replays an event or a body. @throws as `replayEvent` and `replayUnreadable` do */
export async function replayAny(
  app: App,
  id: string,
  fix: AskedFix,
  who: Replayer,
): Promise<readonly PublicReceipt[]> {
  const body = await readUnreadable(app.db, id);
  if (body !== null) return replayUnreadable(app, body, fix, who);
  return [await replayEvent(app, id, fix, who)];
}

async function withPeople(app: App, receipts: readonly ReceiptWithEvent[]) {
  const named = receipts.flatMap(({ id, event, outcome }) =>
    event === null || outcome === 'ignored' ? [] : [{ id, match: event.match }],
  );
  const people = await peopleByNow(app.db, named);
  return receipts.map((receipt) => {
    const person = people.get(receipt.id);
    // Somebody who was there already counts only when they are in a cadence now.
    const isNew = receipt.prospectId === null || person?.enrolmentId != null;
    return { ...receipt, ...(person === undefined || !isNew ? {} : { personByNow: person }) };
  });
}

/** As the API and the command line tell it: in English. */
export function inPlainWords<Item extends object>(item: Item): Omit<Item, 'said'> {
  const { said: _said, ...plain } = { said: null, ...item };
  return plain;
}

function shownBody({ body, headers, ...rest }: Unreadable) {
  return {
    ...rest,
    outcome: 'unreadable' as const,
    mediaType: headers['content-type'] ?? null,
    body: body.toString('utf8'),
  };
}
