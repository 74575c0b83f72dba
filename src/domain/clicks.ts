/** A mail that may have been clicked. */
export interface SentMail {
  readonly messageId: string;
  /** When its hand-over began. */
  readonly handedOverAt: Date;
}

/** Which mail a click was in: the one that it names, else the last that went out before it. */
export function clickedMail<Mail extends SentMail>(
  mails: readonly Mail[],
  click: { readonly messageId?: string; readonly at: Date },
): Mail | undefined {
  const named = mails.find(({ messageId }) => messageId === click.messageId);
  if (named !== undefined) return named;
  return mails
    .filter(({ handedOverAt }) => handedOverAt <= click.at)
    .toSorted((a, b) => a.handedOverAt.getTime() - b.handedOverAt.getTime())
    .at(-1);
}
