import type { ApprovalRule, EmailStep, Step, Track } from '../cadence.ts';
import type { Duration } from '../duration.ts';
import { parseDuration } from '../parse-duration.ts';
import type { WinnerRule } from '../variant.ts';
import { advanceOf } from './advance-shape.ts';
import { compileAttachments } from './attachment-shape.ts';
import type { TrackShape } from './cadence-shape.ts';
import { compileOverride } from './compile-schedule.ts';
import type { StepShape } from './step-shape.ts';
import { stepTaskTitle } from './task-titles.ts';

const atOnce: Duration = parseDuration('0s');

/**
 * Steps with their defaults filled in: a step without a stage is in that of the step before, one without `after` follows
 * at once.
 */
export function compileSteps(shapes: readonly StepShape[], firstStage: string): readonly Step[] {
  let stage = firstStage;
  return shapes.flatMap((shape) => {
    stage = shape.stage ?? stage;
    return compileStep(shape, stage);
  });
}

/** Steps of a track are in the stage of the track, unless they name their own. */
export function compileTrack(key: string, shape: TrackShape): Track {
  const { then } = shape;
  return {
    key,
    stage: shape.stage,
    steps: shape.steps.flatMap((step) => compileStep(step, step.stage ?? shape.stage)),
    // biome-ignore lint/suspicious/noThenProperty: the word of the cadence file, and not a function.
    then: typeof then === 'object' ? thenAdvance(then.advance) : { do: then ?? 'resume' },
  };
}

function thenAdvance(written: unknown): Track['then'] {
  const { stage = '', backwards = false } = advanceOf(written) ?? {};
  return { do: 'advance', stage, ...(backwards ? { backwards: true } : {}) };
}

/** None of a step that does nothing, which the checks have refused by then. */
function compileStep(shape: StepShape, stage: string): readonly Step[] {
  const { id, after, when, schedule } = shape;
  const base = {
    id,
    stage,
    after: after ?? atOnce,
    ...(when === undefined ? {} : { when }),
    ...(schedule === undefined ? {} : { schedule: compileOverride(schedule) }),
  };
  if (shape.email !== undefined) {
    return [{ ...base, kind: 'email', email: compileEmail(shape.email) }];
  }
  if (shape.task !== undefined) {
    const { kind, title, due_in: dueIn, skip_after: skipAfter } = shape.task;
    const task = {
      kind,
      title: title ?? stepTaskTitle(kind),
      dueIn: dueIn ?? null,
      skipAfter: skipAfter ?? null,
    };
    return [{ ...base, kind: 'task', task }];
  }
  return [];
}

function compileEmail(shape: NonNullable<StepShape['email']>): EmailStep['email'] {
  const { template, thread, variants, winner, approve, attachments } = shape;
  return {
    template: template ?? variants?.[0]?.template ?? '',
    thread: thread ?? 'new',
    ...(variants === undefined ? {} : { variants }),
    ...(winner === undefined ? {} : { winner: compileWinner(winner) }),
    ...compileApproval(approve),
    ...(attachments === undefined ? {} : { attachments: compileAttachments(attachments) }),
  };
}

/** Nothing is left out unasked. */
export const usualApproval: ApprovalRule = {
  expires: parseDuration('3 business days'),
  whenExpired: 'remind',
};

function compileApproval(
  shape: NonNullable<StepShape['email']>['approve'],
): Pick<EmailStep['email'], 'approve'> {
  if (shape === undefined || shape === false) return {};
  if (shape === true) return { approve: true };
  const expires = shape.expires ?? usualApproval.expires;
  return { approve: { expires, whenExpired: shape.then ?? usualApproval.whenExpired } };
}

/** What holds for a step whose mails wait for approval; null where they do not. */
export function approvalRule({ approve }: EmailStep['email']): ApprovalRule | null {
  if (approve === undefined) return null;
  return approve === true ? usualApproval : approve;
}

const usualSample = 200;
const usualConfidence = 95;

function compileWinner(shape: NonNullable<NonNullable<StepShape['email']>['winner']>): WinnerRule {
  return {
    metric: shape.metric,
    minSample: shape.min_sample ?? usualSample,
    confidence: shape.confidence ?? usualConfidence,
    mode: shape.mode ?? 'suggest',
  };
}
