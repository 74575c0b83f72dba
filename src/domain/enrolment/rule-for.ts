import type { Cadence, EventRule, TaskTemplate } from '../cadence.ts';
import type { PauseReason } from '../codes.ts';
import type { InboundEvent } from '../event.ts';
import type { HeardEvent } from './fold.ts';
import { type EnrolmentState, hasPassed } from './state.ts';

/** A rule with the defaults filled in. */
export interface Rule extends EventRule {
  /** Why the enrolment stands still, when the rule pauses. */
  readonly pauseReason: PauseReason;
  readonly suppress?: 'opted_out' | 'complained' | 'bounced';
}

/** An event, and whether it is a soft bounce too many. */
type RuledEvent = InboundEvent & Pick<HeardEvent, 'tooMany'>;

/**
 * The rules of a cadence that an event may come under, the one that is closest to it first. The three events that end all
 * mail have none: what follows from them is not the cadence's to say. Nor have a click and an open, which change nothing by themselves.
 */
export function rulesOf(event: InboundEvent, { on }: Cadence): readonly EventRule[] {
  switch (event.type) {
    case 'prospect.opted_out':
    case 'email.complained':
    case 'email.bounced':
    case 'reply.unproven':
    case 'email.clicked':
    case 'email.opened':
      return [];
    case 'reply.received':
      return given(on.reply);
    case 'reply.objection':
      return objectionRules(event, on.objection ?? {});
    case 'meeting.booked':
      return given(on.meeting_booked);
    case 'reply.auto':
      return given(on.out_of_office);
    case 'deal.won':
      return given(on.deal_won);
    case 'deal.lost':
      return given(on.deal_lost);
    case 'deal.stage_changed':
      return given(on.deal_stage_changed);
  }
}

function given(rule: EventRule | undefined): readonly EventRule[] {
  return rule === undefined ? [] : [rule];
}

function objectionRules(
  { category }: InboundEvent,
  rules: Readonly<Record<string, EventRule>>,
): readonly EventRule[] {
  const named = (key: string) => (Object.hasOwn(rules, key) ? given(rules[key]) : []);
  return [...(category === undefined ? [] : named(category)), ...named('default')];
}

/**
 * What to do about an event; null when nothing is to be done.
 *
 * @param holds  whether the condition of each of `rulesOf` held when the event was heard; a rule without one always applies
 */
export function ruleFor(
  event: RuledEvent,
  cadence: Cadence,
  holds: readonly boolean[] = [],
): Rule | null {
  const usual = usualRule(event);
  if (usual === null) return null;
  const own = rulesOf(event, cadence).find(
    ({ when }, index) => when === undefined || holds[index] === true,
  );
  return own === undefined ? usual : { ...own, pauseReason: usual.pauseReason };
}

/**
 * A rule that leads into a track which has been passed stands still instead, and gives a person the task: nobody gets the
 * mails of a track twice.
 *
 * @param base  the state as of the last progress, so that it does not matter which of several events comes first
 */
export function withoutPassed(rule: Rule, base: EnrolmentState, event: InboundEvent): Rule {
  const { track, ...rest } = rule;
  if (track === undefined || !hasPassed(base, track)) return rule;
  const kind = event.type === 'reply.objection' ? 'objection' : 'reply';
  const title = `Answer {{prospect.email}}: they have been through the track ${track}`;
  return { task: { kind, title, dueIn: null }, ...rest, pause: true };
}

/** A person looks at a mail that may be forged: its kind is that of every reply that a person has to judge. */
const unprovenTask: TaskTemplate = {
  kind: 'triage',
  title: 'Find out whether {{prospect.email}} wrote this: the sender is not proven',
  dueIn: null,
};

/** What follows where the cadence says nothing. */
function usualRule(event: RuledEvent): Rule | null {
  switch (event.type) {
    case 'prospect.opted_out':
      return { exit: 'opted_out', suppress: 'opted_out', pauseReason: 'manual' };
    case 'email.complained':
      return { exit: 'complained', suppress: 'complained', pauseReason: 'manual' };
    case 'email.bounced':
      if (event.hard === true) {
        return { exit: 'bounced', suppress: 'bounced', pauseReason: 'manual' };
      }
      return event.tooMany === true ? { exit: 'bounced', pauseReason: 'manual' } : null;
    case 'email.clicked':
    case 'email.opened':
      return null;
    case 'reply.received':
      return { pause: true, pauseReason: 'replied' };
    case 'reply.unproven':
      return { pause: true, pauseReason: 'unproven_sender', task: unprovenTask };
    case 'reply.objection':
      return { pause: true, pauseReason: 'objection' };
    case 'meeting.booked':
      return { pause: true, pauseReason: 'meeting_booked' };
    case 'reply.auto':
      return { pause: 'until-return', pauseReason: 'out_of_office' };
    case 'deal.won':
      return { exit: 'closed_won', pauseReason: 'deal_closed' };
    case 'deal.lost':
      return { exit: 'closed_lost', pauseReason: 'deal_closed' };
    case 'deal.stage_changed':
      return {
        ...(event.stage === undefined ? {} : { advance: event.stage }),
        pauseReason: 'stage_changed',
      };
  }
}
