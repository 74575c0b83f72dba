import type { PauseReason } from '../../domain/codes.ts';
import { InvalidInput } from '../../errors.ts';

/** Why a mail cannot be written, or must not go out as it is. */
export const blockReasons = [
  'missing_merge_field',
  'html_too_large',
  'attachment_unavailable',
  'missing_basis',
  'missing_sender_identity',
] as const satisfies readonly PauseReason[];
export type BlockReason = (typeof blockReasons)[number];

/** The reason that an error names; what names none is taken for a fault of the data, as which it can be seen to. */
export function blockReasonOf(error: unknown): BlockReason {
  const code = error instanceof InvalidInput ? error.code : null;
  return blockReasons.find((reason) => reason === code) ?? 'missing_merge_field';
}

/** Whether what is wrong is the mail as it is written: whoever has approved it can write it anew. */
export function isOfTheMail(reason: string): boolean {
  return reason === 'html_too_large' || reason === 'missing_sender_identity';
}

/** The work that it leaves to a person. */
export function blockedTask(
  reason: BlockReason,
  mail: { readonly stepId: string; readonly email: string; readonly detail: string },
): { readonly kind: string; readonly title: string } {
  const { stepId, email, detail } = mail;
  return reason === 'missing_merge_field'
    ? { kind: 'missing-data', title: `Complete the data of ${email}, then resume: ${detail}` }
    : { kind: 'blocked-mail', title: `"${stepId}" to ${email} is held back: ${detail}` };
}
