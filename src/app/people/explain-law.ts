import type { EnrolmentView, TouchView } from '../../store/enrolments.ts';
import type { App } from '../context.ts';
import { lacksOf } from './lawful-basis.ts';

/** What the law says now of an enrolment that it holds; nothing of others. */
export async function lawBecause(
  app: App,
  { state, prospectId }: Pick<EnrolmentView, 'state' | 'prospectId'>,
): Promise<string> {
  if (state.pauseReason !== 'missing_basis') return '';
  const lack = await lackOf(app, prospectId, app.clock.now());
  return lack === null
    ? ', but nothing forbids its mail any more: resume it'
    : `, because of ${lack}`;
}

/** The same of a mail that is still to come and would be held as things stand. */
export async function withLaw(
  app: App,
  { prospectId }: Pick<EnrolmentView, 'prospectId'>,
  touch: Pick<TouchView, 'channel' | 'status' | 'dueAt' | 'step'> | undefined,
  told: { readonly summary: string; readonly code: string | null },
): Promise<{ readonly summary: string; readonly code: string | null }> {
  const isToCome = ['scheduled', 'queued', 'deferred'].includes(touch?.status ?? '');
  if (touch === undefined || touch.channel !== 'email' || !isToCome) return told;
  const lack = await lackOf(app, prospectId, touch.dueAt ?? app.clock.now());
  if (lack === null) return told;
  const summary = `Step "${touch.step}" will be held when its time comes. ${lack}. ${told.summary}`;
  return { summary, code: 'missing_basis' };
}

async function lackOf(app: App, prospectId: string, at: Date): Promise<string | null> {
  return (await lacksOf(app, app.db, [prospectId], at)).get(prospectId) ?? null;
}
