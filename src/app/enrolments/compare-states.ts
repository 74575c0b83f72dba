/** Takes the states of people in a CRM, says where we differ, and applies what we have missed. */
import { createHmac } from 'node:crypto';
import { normaliseAddress } from '../../domain/address.ts';
import {
  type Comparison,
  type CrmState,
  compareState,
  type MissedEvent,
} from '../../domain/crm-state.ts';
import type { InboundEvent } from '../../domain/event.ts';
import type { SourceConfig } from '../../domain/language/source.ts';
import { InvalidInput, NotFound } from '../../errors.ts';
import { mappedStage } from '../../inbound/sources/deal-item.ts';
import { dealIdOf, matchOf, personId } from '../../inbound/sources/event-fields.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { type EventMatch, matchEvents } from '../../store/event-match.ts';
import { type KnownPerson, readKnownStates } from '../../store/known-states.ts';
import type { App } from '../context.ts';
import { applyEvents, type ReceivedEvent, tryEvents } from '../events/apply-events.ts';
import { type EventReceipt, type PublicReceipt, publicReceipt } from '../events/event-receipts.ts';
import { type Replayer, replayKept } from '../events/replay-events.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';

/** How things stand with one person, in a CRM. */
export interface StateItem extends CrmState {
  readonly prospect: {
    readonly email?: string | undefined;
    readonly externalIds?: Readonly<Record<string, string>> | undefined;
  };
}

export interface ComparedState {
  readonly prospectId: string | null;
  /** What we knew before; null of somebody whom we do not know. */
  readonly known: Omit<KnownPerson, 'heard'> | null;
  readonly differs: Comparison['differs'];
  /** What became of what we had missed. */
  readonly receipts: readonly PublicReceipt[];
}

const setSize = 100;
/** Where no source is named. */
const ownSource = 'reconcile';

/**
 * Compares states, a transaction a hundred, in the order given. The ids of the events come from the states, so a state that
 * is told twice is a duplicate; one that was about nobody at first is applied once its person is there.
 *
 * @param sourceKey  whose stages and ids these are; null: ours
 * @throws NotFound `unknown_source`; InvalidInput `nameless_item`
 */
export async function compareStates(
  app: App,
  items: readonly StateItem[],
  sourceKey: string | null,
  who: Replayer,
): Promise<ComparedState[]> {
  const since = performance.now();
  const source = sourceOf(app, sourceKey);
  deedIsTo('source', sourceKey ?? ownSource);
  const named = items.map((item, index) => nameItem(app, item, index, source));
  const done: { compared: ComparedState; flying: readonly string[] }[] = [];
  for (let from = 0; from < named.length; from += setSize) {
    done.push(...(await compareSet(app, named.slice(from, from + setSize), who)));
  }
  const flying = who.isTrial ? [] : done.flatMap((one) => one.flying);
  const late = await waitUntilLanded(app.db, flying, since);
  return done.map(({ compared, flying: own }) => {
    if (!own.some((id) => late.has(id))) return compared;
    const receipts = compared.receipts.map((receipt) => ({ ...receipt, inFlight: true as const }));
    return { ...compared, receipts };
  });
}

interface NamedItem {
  readonly id: string;
  readonly state: CrmState;
  readonly match: InboundEvent['match'];
  readonly source: string;
  /** What makes the person the same when told again; a keyed hash, since it may hold an address. */
  readonly personKey: string;
}

function sourceOf({ workspace }: App, key: string | null): SourceConfig | null {
  if (key === null) return null;
  const source = workspace.sources.find((one) => one.key === key);
  if (source !== undefined) return source;
  throw new NotFound('unknown_source', `There is no source "${key}" in workspace.yaml.`);
}

function nameItem(
  app: App,
  item: StateItem,
  index: number,
  source: SourceConfig | null,
): NamedItem {
  const { prospect, deal, ...rest } = item;
  const email = prospect.email === undefined ? null : normaliseAddress(prospect.email);
  if (prospect.email !== undefined && email === null) {
    const message = `items[${index}].prospect.email: "${prospect.email}" is not an e-mail address.`;
    throw new InvalidInput('invalid_address', message);
  }
  const ids = Object.entries(prospect.externalIds ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const [first] = ids;
  const dealId = source === null ? null : dealIdOf(source.ids, deal?.id ?? null);
  const externalId = first === undefined ? null : personId(first[0], first[1]);
  const match = matchOf({ email, externalId, dealId });
  if (match === null) {
    const message = `items[${index}].prospect names nobody: give email or externalIds.`;
    throw new InvalidInput('nameless_item', message);
  }
  const stage = deal?.stage;
  const mapped = source === null || stage === undefined ? stage : mappedStage(stage, source);
  const names = JSON.stringify([email, ids, dealId]);
  return {
    id: app.newId(),
    state: deal === undefined ? rest : { ...rest, deal: { ...deal, stage: mapped } },
    match,
    source: source?.key ?? ownSource,
    personKey: createHmac('sha256', app.keys.erasure).update(names).digest('hex').slice(0, 32),
  };
}

async function compareSet(app: App, items: readonly NamedItem[], who: Replayer) {
  const found = await matchEvents(app.db, items);
  const matches = new Map(found.map((match) => [match.id, match]));
  const known = await readKnownStates(
    app.db,
    found.flatMap(({ prospectId, erased }) => (erased ? [] : [prospectId])),
  );
  const now = app.clock.now();
  const compared = items.map((item) => {
    const person = known.get(matches.get(item.id)?.prospectId ?? '') ?? null;
    const { differs, missed } = compareState(item.state, person);
    return { item, person, differs, events: missed.map((one) => toReceived(item, one, now)) };
  });
  const events = compared.flatMap((one) => one.events);
  const receipts = await applyMissed(app, events, who);
  let from = 0;
  return compared.map(({ item, person, differs, events: own }) => {
    const [start, end] = [from, from + own.length];
    from = end;
    const mine = receipts.slice(start, end);
    return {
      compared: {
        prospectId: prospectOf(matches.get(item.id)),
        known: person === null ? null : shown(person),
        differs,
        receipts: mine.map((receipt) => publicReceipt(receipt)),
      },
      flying: mine.flatMap(({ flying }) => flying),
    };
  });
}

function prospectOf(match: EventMatch | undefined): string | null {
  return match === undefined || match.erased ? null : match.prospectId;
}

function shown({ suppressed, enrolments }: KnownPerson) {
  return { suppressed, enrolments };
}

function toReceived(
  { source, match, personKey }: NamedItem,
  { type, occurredAt, stage, key }: MissedEvent,
  now: Date,
): ReceivedEvent {
  const eventId = `state.${personKey}.${key.join('.')}`;
  const at = occurredAt ?? now;
  const told = stage === undefined ? {} : { stage };
  const event = { source, eventId, type, occurredAt: at, match, ...told };
  return { source, eventId, type, occurredAt: at, event };
}

/** What was told before, when its person was not there, is applied now. */
async function applyMissed(
  app: App,
  events: readonly ReceivedEvent[],
  who: Replayer,
): Promise<EventReceipt[]> {
  if (events.length === 0) return [];
  const receipts = await (who.isTrial ? tryEvents : applyEvents)(app, events);
  const repeated = receipts.flatMap(({ id, outcome }) => (outcome === 'duplicate' ? [id] : []));
  const replayed = await replayKept(app, repeated, {}, who);
  const byId = new Map(replayed.map((receipt) => [receipt.id, receipt]));
  return receipts.map((receipt) => byId.get(receipt.id) ?? receipt);
}
