import { mostAttachedBytes } from '../attachment.ts';
import type { Cadence, EmailStep, Step } from '../cadence.ts';
import { type SentenceValue, sentence } from '../sentence.ts';
import type { Problem } from './problem.ts';
import { problemList } from './report.ts';
import { type CompiledSource, stepsOf } from './written-steps.ts';

/** What is known of the files that cadences attach, by their path within the templates folder. */
export type KnownFiles = ReadonlyMap<
  string,
  | { readonly hash: string; readonly bytes: number }
  /** Why it cannot be attached. */
  | { readonly problem: SentenceValue }
>;

/** The paths of all files that a cadence attaches. */
export function attachedFiles(cadence: Cadence): readonly string[] {
  return stepsOf(cadence).flatMap(({ step }) =>
    attachmentsOf(step).flatMap((each) => ('file' in each ? [each.file] : [])),
  );
}

/**
 * The cadence with the content hashes of its attachments, so that they are part of its version: a file that is exchanged
 * later changes no mail of what is published. One that is not known is left as it is; `checkAttachments` says so.
 */
export function pinAttachments(cadence: Cadence, known: KnownFiles): Cadence {
  if (attachedFiles(cadence).length === 0) return cadence;
  const pinned = (step: Step) => (step.kind === 'email' ? pinnedStep(step, known) : step);
  return {
    ...cadence,
    steps: cadence.steps.map(pinned),
    tracks: Object.fromEntries(
      Object.entries(cadence.tracks).map(([key, track]) => [
        key,
        { ...track, steps: track.steps.map(pinned) },
      ]),
    ),
  };
}

function pinnedStep(step: EmailStep, known: KnownFiles): EmailStep {
  const { attachments } = step.email;
  if (attachments === undefined) return step;
  const pinned = attachments.map((attachment) => {
    if ('url' in attachment) return attachment;
    const found = known.get(attachment.file);
    return found === undefined || 'problem' in found
      ? attachment
      : { ...attachment, hash: found.hash };
  });
  return { ...step, email: { ...step.email, attachments: pinned } };
}

/** Whether the attachments of a cadence are there, and fit into a mail. */
export function checkAttachments(
  { cadence, file, locate }: CompiledSource,
  known: KnownFiles,
): readonly Problem[] {
  const { problems, report } = problemList(file);
  for (const { step, path } of stepsOf(cadence)) {
    const at = [...path, 'email', 'attachments'];
    let bytes = 0;
    for (const [index, attachment] of attachmentsOf(step).entries()) {
      if ('url' in attachment) continue;
      const found = known.get(attachment.file);
      if (found === undefined || 'problem' in found) {
        const why = found?.problem ?? sentence('file.not-there');
        const said = sentence('lint.missing-attachment', { file: attachment.file, why });
        report('missing-attachment', locate([...at, index, 'file']), said);
      } else {
        bytes += found.bytes;
      }
    }
    if (bytes <= mostAttachedBytes) continue;
    const mib = (bytes / 1_024 / 1_024).toFixed(1);
    report(
      'attachments-too-large',
      locate(at),
      sentence('lint.attachments-too-large', { step: step.id, mib }),
    );
  }
  return problems;
}

function attachmentsOf(step: Step) {
  return step.kind === 'email' ? (step.email.attachments ?? []) : [];
}
