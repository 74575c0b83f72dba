import type { Message } from '../../email/message.ts';
import { returnPathOf } from '../../email/return-path.ts';
import type { ClaimedTouch } from '../../store/claims.ts';
import type { App, Mailbox } from '../context.ts';

/** A mail as it leaves: with the return path of its touch, and signed where the mailbox signs. */
export async function onTheWire(
  app: { readonly keys: Pick<App['keys'], 'returnPath'> },
  { wire }: Mailbox,
  claim: Pick<ClaimedTouch, 'touchId'>,
  message: Message,
): Promise<Message> {
  const { returnPath, sign } = wire;
  const from =
    returnPath === null
      ? message.envelope.from
      : returnPathOf(app.keys.returnPath, returnPath, claim.touchId);
  const raw = sign === null ? message.raw : await sign(message.raw);
  return { raw, envelope: { ...message.envelope, from } };
}
