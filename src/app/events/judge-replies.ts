/**
 * Asks the external classifier about replies, before anything is locked or kept. What our own words surely read as an
 * opt-out is one, whatever anybody says, and is not asked about; and where no answer comes, our own reading stands.
 */
import type { EventReading, InboundEvent } from '../../domain/event.ts';
import type { Verdict } from '../../inbound/reply/verdict.ts';
import { visibleText } from '../../inbound/reply/visible-text.ts';
import type { App } from '../context.ts';
import type { ReceivedEvent } from './apply-events.ts';
import type { Classifier, Judgement } from './classifier.ts';
import { isUnread, thresholdOf, withReading } from './read-replies.ts';

/** The events with the readings of their replies; without a classifier as they are. */
export async function judgeReplies(
  app: Pick<App, 'workspace' | 'classifier'>,
  received: readonly ReceivedEvent[],
): Promise<readonly ReceivedEvent[]> {
  const { classifier } = app;
  if (classifier === undefined) return received;
  return Promise.all(received.map((one) => judged(app, classifier, one)));
}

async function judged(
  app: Pick<App, 'workspace'>,
  classifier: Classifier,
  received: ReceivedEvent,
): Promise<ReceivedEvent> {
  const { event } = received;
  if (event === null || !isUnread(event)) return received;
  const read = withReading(app, received);
  const ours = read.event?.reading;
  if (ours === undefined || read.type === 'prospect.opted_out') return read;
  if (ours.sure && classifier.ask === 'unsure') return read;
  const threshold = thresholdOf(app.workspace);
  const text = visibleText(event.text ?? '');
  const question = { text, occurredAt: event.occurredAt, ours, threshold };
  return applied(received, event, read, ours, threshold, await classifier.judge(question));
}

function applied(
  received: ReceivedEvent,
  event: InboundEvent,
  read: ReceivedEvent,
  ours: EventReading,
  threshold: number,
  judgement: Judgement,
): ReceivedEvent {
  if (!judgement.ok) return noted(read, ours, `the classifier was not heard: ${judgement.why}`);
  const { verdict } = judgement;
  const sure = verdict.confidence >= threshold;
  const meaning = verdict.category ?? verdict.meaning;
  if (ours.sure && !sure) {
    return noted(read, ours, `the classifier was less sure: ${meaning}, ${verdict.confidence}`);
  }
  const { confidence, because } = verdict;
  const reading: EventReading = { meaning, confidence, because, sure, by: 'classifier' };
  const said = sure ? saidBy(verdict, event) : { type: event.type };
  return { ...received, type: said.type, event: { ...event, ...said, reading } };
}

function noted(read: ReceivedEvent, ours: EventReading, note: string): ReceivedEvent {
  const reading = { ...ours, because: `${ours.because}; ${note}` };
  return read.event === null ? read : { ...read, event: { ...read.event, reading } };
}

/** What a verdict that is acted upon makes of a reply. */
function saidBy(
  { meaning, category, until }: Verdict,
  event: InboundEvent,
): Pick<InboundEvent, 'type' | 'category' | 'until'> {
  if (meaning === 'opt-out') return { type: 'prospect.opted_out' };
  if (category === undefined) return { type: event.type };
  const back = event.until ?? until;
  return { type: 'reply.objection', category, ...(back === undefined ? {} : { until: back }) };
}
