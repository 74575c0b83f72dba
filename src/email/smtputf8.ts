import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Message } from './message.ts';
import type { SendOutcome } from './smtp-outcome.ts';

/** Whether an address of the envelope has a local part beyond ASCII, for which a server must offer SMTPUTF8 (RFC 6531). */
function needsUtf8({ envelope }: Message): boolean {
  return [envelope.from, ...envelope.to].some((address) => !/^[\x20-\x7e]*$/.test(address));
}

/** The library keeps what the server has offered, and would send such an address to any: there it ends as garbage. */
function offersUtf8(connection: SMTPConnection): boolean {
  const offered: unknown = Reflect.get(connection, '_supportedExtensions');
  return Array.isArray(offered) && offered.includes('SMTPUTF8');
}

/** Why a message cannot be handed to this server, before anything is said to it; null: it can. */
export function refusedForLetters(
  message: Message,
  connection: SMTPConnection,
): Extract<SendOutcome, { readonly kind: 'failed' }> | null {
  if (!needsUtf8(message) || offersUtf8(connection)) return null;
  return {
    kind: 'failed',
    // What a server answers that takes no such address (RFC 6531, section 3.5).
    replyCode: 553,
    status: '5.6.7',
    response:
      '553 5.6.7 our mail server does not offer SMTPUTF8, which an address with such letters before the @ needs (nothing was sent)',
    about: 'message',
  };
}
