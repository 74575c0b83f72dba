import type { EventType, InboundEvent } from '../../domain/event.ts';
import type { SourceConfig } from '../../domain/language/source.ts';
import type { SourceItem } from './adapter.ts';

type Match = InboundEvent['match'];

/** What became of a deal; a reopened and a deleted one mean nothing to a cadence. */
export type DealTurn = 'won' | 'lost' | 'stage' | 'reopened' | 'deleted';

const types: Readonly<Partial<Record<DealTurn, EventType>>> = {
  won: 'deal.won',
  lost: 'deal.lost',
  stage: 'deal.stage_changed',
};

/** One turn of a deal in a CRM. */
export function dealItem(told: {
  readonly turn: DealTurn;
  readonly eventId: string;
  readonly occurredAt: Date | null;
  readonly match: Match | null;
  /** The CRM's name of the stage. */
  readonly stage?: string | null;
  readonly source: SourceConfig;
}): SourceItem {
  const { turn, eventId, occurredAt, match, stage, source } = told;
  const type = types[turn];
  const base = { eventId, occurredAt, shown: {} };
  if (type === undefined) return { ...base, type: `deal_${turn}`, event: null };
  if (match === null) return { ...base, type, event: null };
  const ours = turn === 'stage' && stage != null ? { stage: mappedStage(stage, source) } : {};
  return { ...base, type, event: { type, match, ...ours } };
}

/** A stage of ours by the name that the source uses; one without an entry keeps its name. */
export function mappedStage(stage: string, { stageMap }: SourceConfig): string {
  return Object.hasOwn(stageMap, stage) ? (stageMap[stage] ?? stage) : stage;
}

/** What being in a stage means, for CRMs that have no separate word for won and lost. */
export function turnOfStage(
  stage: string,
  source: SourceConfig,
  won: RegExp,
  lost: RegExp,
): DealTurn {
  if (source.wonStages.includes(stage)) return 'won';
  if (source.lostStages.includes(stage)) return 'lost';
  if (Object.hasOwn(source.stageMap, stage)) return 'stage';
  if (won.test(stage)) return 'won';
  return lost.test(stage) ? 'lost' : 'stage';
}

/** Something else that a CRM tells of a person. */
export function personItem(told: {
  readonly type: EventType;
  readonly eventId: string;
  readonly occurredAt: Date | null;
  readonly match: Match | null;
  readonly recipient?: string | null;
  readonly text?: string | null;
}): SourceItem {
  const { type, eventId, occurredAt, match, text } = told;
  const shown = { recipient: told.recipient ?? match?.email ?? null };
  if (match === null) return { eventId, occurredAt, type, event: null, shown: null };
  const said = text == null ? {} : { text };
  return { eventId, occurredAt, type, event: { type, match, ...said }, shown };
}

/** What is about no person and no deal that we follow: kept as `ignored`, shown to nobody. */
export function otherItem(eventId: string, type: string, occurredAt: Date | null): SourceItem {
  return { eventId, type: type.slice(0, 200) || 'unknown', occurredAt, event: null, shown: null };
}
