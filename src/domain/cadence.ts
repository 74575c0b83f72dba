import type { Attachment } from './attachment.ts';
import type { ExitReason } from './codes.ts';
import type { Duration } from './duration.ts';
import type { EntryRules } from './entry.ts';
import type { CadenceSchedule, ScheduleOverride } from './schedule.ts';
import type { Caps } from './send-limits.ts';
import type { SenderRule } from './sender.ts';
import type { TrackingRule } from './tracking.ts';
import type { Variant, WinnerRule } from './variant.ts';

/**
 * A compiled cadence: what a published version holds, as plain JSON. All defaults are filled in and every reference
 * (stage, track, step) has been checked, so that the code that runs it needs no second opinion.
 */
export interface Cadence {
  readonly key: string;
  readonly title: string;
  /** Language of the mails when the prospect's own is unknown; null: the template without a locale. */
  readonly locale: string | null;
  readonly stages: readonly string[];
  readonly schedule: CadenceSchedule;
  /** Who may be enrolled; absent: everybody, at any time. */
  readonly entry?: EntryRules;
  /** Whose mailboxes send; absent: the first of the workspace. */
  readonly sender?: SenderRule;
  /** What it may send; absent: as much as there is. */
  readonly cap?: Caps;
  /** What is followed of its mails; absent: nothing. */
  readonly tracking?: TrackingRule;
  /** What becomes of a hand-over whose end nobody knows: a person settles it, or it is sent again under the same Message-ID. */
  readonly unknown: 'hold' | 'resend';
  readonly steps: readonly Step[];
  readonly on: EventRules;
  readonly tracks: Readonly<Record<string, Track>>;
}

export type Step = EmailStep | TaskStep;

interface StepBase {
  readonly id: string;
  readonly stage: string;
  /** Distance from the touch before it (from the start of the cadence or track, for the first). */
  readonly after: Duration;
  /** A condition (see `condition.ts`) that is looked at when the step is due; false skips it. */
  readonly when?: string;
  /** What of the cadence's schedule is different for it. */
  readonly schedule?: ScheduleOverride;
}

export interface EmailStep extends StepBase {
  readonly kind: 'email';
  readonly email: {
    /** Template key, `stage/name`; with variants that of the first. */
    readonly template: string;
    /** `reply` continues the thread of the last mail sent in this enrolment. */
    readonly thread: 'new' | 'reply';
    /** Each person gets one of them, drawn once (see `variant.ts`). */
    readonly variants?: readonly EmailVariant[];
    readonly winner?: WinnerRule;
    /** A person looks at each mail before it is sent; `true`: under the usual rule. */
    readonly approve?: true | ApprovalRule;
    /** Files that go with each mail. */
    readonly attachments?: readonly Attachment[];
  };
}

/** What becomes of a mail that nobody has approved or rejected in time. */
export interface ApprovalRule {
  readonly expires: Duration;
  /** `remind`: it is asked for again, each time after as long. `skip`: the cadence goes on without it. */
  readonly whenExpired: 'remind' | 'skip';
}

export interface EmailVariant extends Variant {
  readonly template: string;
}

export interface TaskStep extends StepBase {
  readonly kind: 'task';
  readonly task: TaskTemplate & {
    /** After this long without completion the cadence goes on; null: it waits. */
    readonly skipAfter: Duration | null;
  };
}

export interface TaskTemplate {
  readonly kind: string;
  /** Handlebars text over the same fields as a mail. */
  readonly title: string;
  readonly dueIn: Duration | null;
}

export interface Track {
  readonly key: string;
  readonly stage: string;
  readonly steps: readonly Step[];
  readonly then:
    | { readonly do: 'resume' }
    | { readonly do: 'exit' }
    | { readonly do: 'advance'; readonly stage: string; readonly backwards?: true };
}

/** What to do when something is heard. Several actions in one rule are all done. */
export interface EventRule {
  /** A condition (see `condition.ts`); false: as if the rule were not there. */
  readonly when?: string;
  /** `true`: until a person resumes. `until-date` and `until-return`: until the date in the event, else `default`. */
  readonly pause?: true | 'until-date' | 'until-return';
  /** How long to pause when the event names no date. */
  readonly default?: Duration;
  readonly task?: TaskTemplate;
  readonly track?: string;
  readonly exit?: ExitReason;
  /** A stage of this cadence. */
  readonly advance?: string;
  /** The stage may lie behind; left out: never backwards. */
  readonly backwards?: true;
  readonly enrol?: { readonly cadence: string; readonly after: Duration | null };
}

export interface EventRules {
  readonly reply?: EventRule;
  /** By category; `default` is taken for a category that is not named. */
  readonly objection?: Readonly<Record<string, EventRule>>;
  readonly meeting_booked?: EventRule;
  readonly deal_won?: EventRule;
  readonly deal_lost?: EventRule;
  readonly deal_stage_changed?: EventRule;
  readonly out_of_office?: EventRule;
}

/** The template of a mail for somebody who got this variant. */
export function templateOf({ email }: EmailStep, variant: string | null): string {
  return email.variants?.find(({ id }) => id === variant)?.template ?? email.template;
}

/** The templates that a step may send: one, or one a variant. */
export function templatesOfStep(step: Step): readonly string[] {
  if (step.kind !== 'email') return [];
  const { template, variants } = step.email;
  return variants === undefined ? [template] : variants.map((variant) => variant.template);
}

/** Asked for with every mail and every event. */
const stepsOfAll = new WeakMap<Cadence, readonly Step[]>();

/** All steps, those of tracks included. */
export function stepsOf(cadence: Cadence): readonly Step[] {
  const known = stepsOfAll.get(cadence);
  if (known !== undefined) return known;
  const all = [...cadence.steps, ...Object.values(cadence.tracks).flatMap((track) => track.steps)];
  stepsOfAll.set(cadence, all);
  return all;
}

/** True where a rule or the end of a track may lead back to steps that have been touched. */
export function goesBack({ on, tracks }: Cadence): boolean {
  const { objection = {}, ...others } = on;
  const rules = [...Object.values(others), ...Object.values(objection)];
  return (
    rules.some((rule) => rule.backwards === true) ||
    Object.values(tracks).some(({ then }) => then.do === 'advance' && then.backwards === true)
  );
}

/** True for a mail whose better variant everybody new is to get. */
export function appliesWinner(step: Step): boolean {
  return step.kind === 'email' && step.email.winner?.mode === 'apply';
}
