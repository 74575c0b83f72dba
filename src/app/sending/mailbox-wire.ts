import type { WireConfig } from '../../domain/language/wire-shape.ts';
import { createSigner, type Signer } from '../../email/dkim.ts';
import type { Mailbox } from '../context.ts';

/** How the mails of a mailbox leave: what `workspace.yaml` says, with its key read. */
export interface MailboxWire {
  /** Null: bounces go to the sender's address. */
  readonly returnPath: string | null;
  /** Null: mails offer no opt-out by mail. */
  readonly optOutAddress: string | null;
  /** Null: mails are not signed here. */
  readonly sign: Signer | null;
}

/** Of a mailbox that `workspace.yaml` does not have. */
export const plainWire: MailboxWire = { returnPath: null, optOutAddress: null, sign: null };

/** @throws Misconfigured `bad_dkim_key` */
export function openWire(
  { returnPath, optOutAddress, dkim }: WireConfig,
  secretOf: (environmentName: string) => string | undefined,
): MailboxWire {
  if (dkim === null) return { returnPath, optOutAddress, sign: null };
  const { domain, selector, keyEnv: variable } = dkim;
  const sign = createSigner({ domain, selector, variable, pem: secretOf(variable) });
  return { returnPath, optOutAddress, sign };
}

/** The `mailto:` link by which a mail program sends an opt-out; `readOptOut` of src/inbound takes the token from the subject. */
export function optOutMailto({ wire }: Mailbox, token: string): string | null {
  const { optOutAddress } = wire;
  if (optOutAddress === null) return null;
  const at = optOutAddress.lastIndexOf('@');
  const local = encodeURIComponent(optOutAddress.slice(0, at));
  return `mailto:${local}@${optOutAddress.slice(at + 1)}?subject=unsubscribe%20${token}`;
}
