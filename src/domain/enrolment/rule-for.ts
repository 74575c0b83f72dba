import type { Cadence, EventRule } from '../cadence.ts';
import type { PauseReason } from '../codes.ts';
import type { InboundEvent } from '../event.ts';

/** A rule with the defaults filled in. */
export interface Rule extends EventRule {
  /** Why the enrolment stands still, when the rule pauses. */
  readonly pauseReason: PauseReason;
  readonly suppress?: 'opted_out' | 'complained' | 'bounced';
}

/** What to do about an event; null when nothing is to be done. The three that end all mail are not the cadence's to say. */
export function ruleFor(event: InboundEvent, cadence: Cadence): Rule | null {
  const { on } = cadence;
  switch (event.type) {
    case 'prospect.opted_out':
      return { exit: 'opted_out', suppress: 'opted_out', pauseReason: 'manual' };
    case 'email.complained':
      return { exit: 'complained', suppress: 'complained', pauseReason: 'manual' };
    case 'email.bounced':
      return event.hard === true
        ? { exit: 'bounced', suppress: 'bounced', pauseReason: 'manual' }
        : null;
    case 'reply.received':
      return { ...(on.reply ?? { pause: true }), pauseReason: 'replied' };
    case 'reply.objection':
      return { ...objectionRule(event, cadence), pauseReason: 'objection' };
    case 'meeting.booked':
      return { ...(on.meeting_booked ?? { pause: true }), pauseReason: 'meeting_booked' };
    case 'reply.auto':
      return { ...(on.out_of_office ?? { pause: 'until-return' }), pauseReason: 'out_of_office' };
    case 'deal.won':
      return { ...(on.deal_won ?? { exit: 'closed_won' }), pauseReason: 'deal_closed' };
    case 'deal.lost':
      return { ...(on.deal_lost ?? { exit: 'closed_lost' }), pauseReason: 'deal_closed' };
    case 'deal.stage_changed':
      return { ...stageRule(event, cadence), pauseReason: 'stage_changed' };
  }
}

function objectionRule(event: InboundEvent, cadence: Cadence): EventRule {
  const rules = cadence.on.objection ?? {};
  const { category } = event;
  if (category !== undefined && Object.hasOwn(rules, category)) return rules[category] ?? {};
  return Object.hasOwn(rules, 'default') ? (rules.default ?? {}) : { pause: true };
}

function stageRule(event: InboundEvent, cadence: Cadence): EventRule {
  if (cadence.on.deal_stage_changed !== undefined) return cadence.on.deal_stage_changed;
  return event.stage === undefined ? {} : { advance: event.stage };
}
