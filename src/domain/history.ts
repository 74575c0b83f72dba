import type { History } from './condition.ts';

/** A touch of an enrolment, as far as conditions ask for it. */
export interface PastTouch {
  readonly stepId: string;
  readonly status: string;
  readonly messageId: string | null;
  readonly finishedAt: Date | null;
  /** When a link of its mail was first clicked. */
  readonly clickedAt: Date | null;
  /** What came of its task; null for a mail, and while it is open. */
  readonly outcome: string | null;
}

/** Something that the prospect wrote; `messageId` names the mail that it answers, where that is known. */
export interface PastReply {
  readonly messageId: string | null;
  readonly occurredAt: Date;
}

/** What conditions know of an enrolment. A reply that names no mail answers the last one sent before it. */
export function historyOf(touches: readonly PastTouch[], replies: readonly PastReply[]): History {
  const sent = touches.filter(({ status }) => status === 'sent');
  const answered = replies.flatMap((reply) => {
    const named = sent.find(({ messageId }) => messageId !== null && messageId === reply.messageId);
    return (named ?? lastBefore(sent, reply.occurredAt))?.stepId ?? [];
  });
  const done = touches.filter(({ outcome }) => outcome !== null);
  return {
    sent: sent.map(({ stepId }) => stepId),
    skipped: touches.filter(({ status }) => status === 'skipped').map(({ stepId }) => stepId),
    replied: [...new Set(answered)],
    clicked: sent.filter(({ clickedAt }) => clickedAt !== null).map(({ stepId }) => stepId),
    outcomes: Object.fromEntries(done.map(({ stepId, outcome }) => [stepId, outcome ?? ''])),
  };
}

function lastBefore(sent: readonly PastTouch[], at: Date): PastTouch | undefined {
  return sent
    .filter(({ finishedAt }) => finishedAt !== null && finishedAt <= at)
    .toSorted((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0))
    .at(-1);
}
