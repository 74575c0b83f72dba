import PostalMime from 'postal-mime';
import type { Cadence, EmailStep } from '../../domain/cadence.ts';
import { replySubject } from '../../email/threading.ts';
import { InvalidInput } from '../../errors.ts';
import { readTouches } from '../../store/enrolments.ts';
import { type PreviewFacts, readEnrolmentForPreview } from '../../store/preview.ts';
import type { Task } from '../../store/tasks.ts';
import type { App } from '../context.ts';
import { triageKind } from '../events/event-task.ts';
import { previewMailbox } from '../library/preview.ts';
import type { LoadedVersion } from '../library/versions.ts';
import { composeMail } from '../sending/compose-mail.ts';
import { type Why, whyOf } from '../why.ts';

/** What may be answered by hand. */
export interface Answers {
  readonly subject: string;
  /** From the playbooks of the cadence; those of the category of the task first. */
  readonly playbooks: readonly Playbook[];
}

/** The first mail of a track, as an answer to what leads there. */
export interface Playbook {
  readonly track: string;
  /** What they say that leads there. */
  readonly categories: readonly string[];
  readonly isMeant: boolean;
  /** `sent`: they have got it. `planned`: the cadence sends it by itself. */
  readonly standing: 'sent' | 'planned' | null;
  readonly text: string;
  /** Why there is no text; null where there is. */
  readonly missing: Why | null;
}

const kinds = ['reply', 'objection', triageKind];

/**
 * Answers to what somebody has written, for the rep's own mail program: without what only a cadence's mail has at its foot.
 * Null where the task asks for none.
 */
export async function readAnswers(app: App, task: Task): Promise<Answers | null> {
  if (task.status !== 'open' || !kinds.includes(task.kind)) return null;
  const [facts, touches] = await Promise.all([
    readEnrolmentForPreview(app.db, task.enrolmentId),
    readTouches(app.db, task.enrolmentId),
  ]);
  if (facts === null) return null;
  const version = await app.versions.load(facts.cadenceHash);
  const category = categoryOf(task);
  const offered = task.kind === 'reply' ? [] : openersOf(version.cadence);
  const playbooks = await Promise.all(
    offered.map(async ({ step, ...one }): Promise<Playbook> => {
      const touch = touches.findLast((each) => each.step === step.id);
      return {
        ...one,
        isMeant: category !== null && one.categories.includes(category),
        standing: standingOf(touch?.status),
        ...(await textOf(app, version, step, facts)),
      };
    }),
  );
  return {
    subject: facts.threadSubject === null ? '' : replySubject(facts.threadSubject),
    playbooks: playbooks.toSorted((a, b) => Number(b.isMeant) - Number(a.isMeant)),
  };
}

/** As it was told, else as their words were read. */
function categoryOf({ data: { category, reading } }: Task): string | null {
  if (typeof category === 'string') return category;
  if (typeof reading !== 'object' || reading === null || !('meaning' in reading)) return null;
  return typeof reading.meaning === 'string' ? reading.meaning : null;
}

/** The first mail of each track that an objection leads to. */
function openersOf({ on, tracks }: Cadence) {
  return Object.values(tracks).flatMap((track) => {
    const categories = Object.entries(on.objection ?? {}).flatMap(([category, rule]) =>
      rule.track === track.key ? [category] : [],
    );
    const step = track.steps.find((one): one is EmailStep => one.kind === 'email');
    return step === undefined || categories.length === 0
      ? []
      : [{ track: track.key, categories, step }];
  });
}

function standingOf(status: string | undefined): Playbook['standing'] {
  if (status === 'sent' || status === 'unknown') return 'sent';
  return status !== undefined && ['scheduled', 'queued', 'deferred', 'waiting'].includes(status)
    ? 'planned'
    : null;
}

async function textOf(app: App, version: LoadedVersion, step: EmailStep, facts: PreviewFacts) {
  const to = { ...facts, messageId: '<answer@localhost>', variant: null };
  const mailbox = previewMailbox(app, facts.mailbox ?? undefined);
  try {
    const { message, parts } = await composeMail(app, version, step, to, mailbox);
    const { text = '' } = await PostalMime.parse(message.raw);
    const foot = [parts.unsubscribeUrl, app.workspace.company?.postalAddress ?? null];
    return { text: withoutFoot(text, foot), missing: null };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { text: '', missing: whyOf(error) };
  }
}

/** Without the paragraphs that the law asks of a mail to many: the opt-out link, and where the company is found. */
function withoutFoot(text: string, foot: readonly (string | null)[]): string {
  return text
    .split(/\n{2,}/)
    .filter((one) => !foot.some((said) => said !== null && one.includes(said)))
    .join('\n\n')
    .trim();
}
