import type { Workspace } from '../../domain/language/workspace.ts';
import { type Sentence, saying, sentence } from '../../domain/sentence.ts';
import type { RenderedMail } from '../../email/render.ts';
import { showsValue } from '../../email/rendered-checks.ts';
import { InvalidInput } from '../../errors.ts';
import type { Mailbox } from '../context.ts';

/**
 * Refuses a mail that does not say who sends it and where they can be found, where the policy of the workspace asks what the
 * law asks. Elsewhere `lint` warns of it.
 *
 * @throws InvalidInput `missing_sender_identity`
 */
export function refuseUnsigned(
  { company, policy }: Pick<Workspace, 'company' | 'policy'>,
  mailbox: Pick<Mailbox, 'key' | 'from'>,
  rendered: RenderedMail,
): void {
  if (policy?.lawfulBasis == null) return;
  const { key, from } = mailbox;
  if ((from.name ?? '').trim() === '') {
    refuse(sentence('mail.nameless-mailbox', { key, address: from.address }));
  }
  refuseHomeless({ company, policy }, rendered);
}

/** The same of the postal address alone. @throws InvalidInput `missing_sender_identity` */
export function refuseHomeless(
  { company, policy }: Pick<Workspace, 'company' | 'policy'>,
  rendered: RenderedMail,
): void {
  if (policy?.lawfulBasis == null) return;
  const postalAddress = company?.postalAddress ?? null;
  if (postalAddress === null) {
    refuse(sentence('mail.no-postal-address'));
  }
  if (!showsValue(rendered, postalAddress)) {
    refuse(sentence('mail.hidden-postal-address'));
  }
}

function refuse(what: Sentence): never {
  throw new InvalidInput('missing_sender_identity', ...saying(sentence('mail.unsigned', { what })));
}
