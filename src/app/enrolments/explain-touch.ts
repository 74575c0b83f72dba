import { at, type Sentence, type SentenceValue, sentence } from '../../domain/sentence.ts';
import type { TouchView } from '../../store/enrolments.ts';
import type { Explained, Why } from './explain.ts';

/** The touch that an enrolment waits for. */
export type OpenTouchView = TouchView;

/** True for a mail that has still to leave. */
export const isMailToCome = ({ status, channel }: Pick<TouchView, 'status' | 'channel'>) =>
  channel === 'email' && ['scheduled', 'queued', 'deferred'].includes(status);

/** What a pause of its cadence or mailbox means for it. */
export function waitsFor(touch: OpenTouchView): Sentence {
  return sentence('explain.step-waits', { step: touch.step, due: dueOf(touch) });
}

function dueOf({ dueAt }: OpenTouchView): SentenceValue {
  return dueAt === null ? sentence('explain.no-time') : at(dueAt);
}

/**
 * What comes next, and why then.
 *
 * @param kept  what it waits for, where it found no room
 */
export function explainTouch(
  touch: OpenTouchView | undefined,
  zone: Explained['zone'],
  kept: Sentence | null,
): Why {
  if (touch === undefined) return { sentences: [sentence('explain.nothing')], code: null };
  const { step, status, reason } = touch;
  const because = (...sentences: Sentence[]) => ({ sentences, code: reason });
  if (reason === 'cap_reached' && status !== 'handing_over') {
    const room = touch.shifts.find((shift) => shift.reason === 'cap_reached');
    const limit = kept ?? room?.detail ?? sentence('explain.some-limit');
    return because(sentence('explain.room', { step, limit, due: dueOf(touch) }), ...clockOf(zone));
  }
  switch (status) {
    case 'waiting':
      return reason === 'awaiting_approval'
        ? because(sentence('explain.approval', { step }))
        : { sentences: [sentence('explain.task', { step })], code: null };
    case 'handing_over':
      return { sentences: [sentence('explain.handing-over', { step })], code: null };
    case 'unknown':
      return { sentences: [sentence('explain.unknown', { step })], code: 'unknown' };
    case 'deferred': {
      const response = String(touch.smtpResponse);
      return because(sentence('explain.deferred', { step, response, due: dueOf(touch) }));
    }
    default:
      return explainPlanned(touch, zone);
  }
}

function explainPlanned(touch: OpenTouchView, zone: Explained['zone']): Why {
  const moved = touch.shifts.map((shift) => shift.reason);
  const list = moved.map((code) => ({ code, of: 'moved' }) as const);
  const sentences = [
    sentence('explain.goes-out', { step: touch.step, due: dueOf(touch) }),
    ...(moved.length === 0 ? [] : [sentence('explain.moved', { reasons: { list } })]),
    ...clockOf(zone),
  ];
  return { sentences, code: moved.findLast((reason) => reason !== 'jitter') ?? touch.reason };
}

function clockOf(zone: Explained['zone']): Sentence[] {
  if (zone === null) return [];
  const source = sentence(`zone.${zone.from}`);
  return [sentence('explain.clock', { zone: zone.name, source })];
}
