import { type Sentence, sentence } from '../../domain/sentence.ts';
import type { EnrolmentView, TouchView } from '../../store/enrolments.ts';
import type { App } from '../context.ts';
import type { Why } from '../enrolments/explain.ts';
import { isMailToCome } from '../enrolments/explain-touch.ts';
import { lacksOf } from './lawful-basis.ts';

/** What the law says now of an enrolment that it holds; null of others. */
export async function lawBecause(
  app: App,
  { state, prospectId }: Pick<EnrolmentView, 'state' | 'prospectId'>,
): Promise<Sentence | null> {
  if (state.pauseReason !== 'missing_basis') return null;
  const lack = await lackOf(app, prospectId, app.clock.now());
  return lack === null ? sentence('explain.of-no-law') : sentence('explain.of-law', { lack });
}

/** The same of a mail that is still to come and would be held as things stand. */
export async function withLaw(
  app: App,
  { prospectId }: Pick<EnrolmentView, 'prospectId'>,
  touch: Pick<TouchView, 'channel' | 'status' | 'dueAt' | 'step'> | undefined,
  told: Why,
): Promise<Why> {
  if (touch === undefined || !isMailToCome(touch)) return told;
  const lack = await lackOf(app, prospectId, touch.dueAt ?? app.clock.now());
  if (lack === null) return told;
  const held = sentence('explain.held-by-law', { step: touch.step, lack });
  return { sentences: [held, ...told.sentences], code: 'missing_basis' };
}

async function lackOf(app: App, prospectId: string, at: Date): Promise<Sentence | null> {
  return (await lacksOf(app, app.db, [prospectId], at)).get(prospectId) ?? null;
}
