/** A mail that may have been clicked or opened. */
export interface SentMail {
  readonly touchId: string;
  readonly messageId: string;
  /** When its hand-over began. */
  readonly handedOverAt: Date;
}

/**
 * Which mail a click was in: that of the touch which our own link names and no other, the one whose Message-ID it names, else
 * the last that went out before it.
 */
export function clickedMail<Mail extends SentMail>(
  mails: readonly Mail[],
  click: { readonly touchId?: string; readonly messageId?: string; readonly at: Date },
): Mail | undefined {
  if (click.touchId !== undefined) return mails.find(({ touchId }) => touchId === click.touchId);
  const named = mails.find(({ messageId }) => messageId === click.messageId);
  if (named !== undefined) return named;
  return mails
    .filter(({ handedOverAt }) => handedOverAt <= click.at)
    .toSorted((a, b) => a.handedOverAt.getTime() - b.handedOverAt.getTime())
    .at(-1);
}
