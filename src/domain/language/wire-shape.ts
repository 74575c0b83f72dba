import { z } from 'zod';
import { normaliseAddress } from '../address.ts';
import { invalid } from '../invalid.ts';
import { type SentenceKey, sentence } from '../sentence.ts';
import { envName, textRead } from './leaves.ts';

/** With its tag, a return path keeps to the 64 characters of RFC 5321 §4.5.3.1.1. */
const longestReturnPath = 15;

const plainAddress = (description: string) =>
  textRead('invalid-address', readPlainAddress).meta({ description });

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
const dnsNames = new RegExp(`^${label}(\\.${label})*$`, 'i');

const dkimShape = z.strictObject({
  domain: textRead('invalid-dkim', (text) => dnsName(text, 'lint.dkim-domain')).meta({
    description: 'The domain that signs, that of `from` or one above it',
    examples: ['fjord.example'],
  }),
  selector: textRead('invalid-dkim', (text) => dnsName(text, 'lint.dkim-selector')).meta({
    description: 'The key is published as SELECTOR._domainkey.DOMAIN',
    examples: ['s2026'],
  }),
  key_env: envName('Environment variable with the private key: RSA, PEM, 2048 bits or more'),
});

/** What a mailbox says about its mails on the wire. */
export const wireKeys = {
  return_path: textRead('invalid-address', readReturnPath)
    .meta({
      description:
        'Where bounces go, as in bounces@fjord.example: each mail has its own, bounces+TAG@fjord.example. Default: `from`',
    })
    .optional(),
  opt_out_address: plainAddress(
    'Where mail programs send an opt-out, besides the link. Only an address whose mails are read here',
  ).optional(),
  dkim: dkimShape.meta({ description: 'How mails are signed (RFC 6376)' }).optional(),
};

type WireShape = z.output<z.ZodObject<typeof wireKeys>>;

/** How the mails of a mailbox leave. Addresses have their domain in ASCII. */
export interface WireConfig {
  /** Null: bounces go to the sender's address. */
  readonly returnPath: string | null;
  /** Null: mails offer no opt-out by mail. */
  readonly optOutAddress: string | null;
  /** Null: mails are not signed here. */
  readonly dkim: DkimConfig | null;
}

export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
  /** Name of the environment variable that holds the private key. */
  readonly keyEnv: string;
}

export function compileWire(shape: WireShape): WireConfig {
  const { return_path: returnPath, opt_out_address: optOutAddress, dkim } = shape;
  return {
    returnPath: returnPath ?? null,
    optOutAddress: optOutAddress ?? null,
    dkim:
      dkim === undefined
        ? null
        : { domain: dkim.domain, selector: dkim.selector, keyEnv: dkim.key_env },
  };
}

/** An address that every server takes: its local part in ASCII (RFC 6531 is not needed for it). */
function readPlainAddress(text: string): string {
  const address = normaliseAddress(text);
  if (address !== null && /^[\x21-\x7e]+$/.test(address)) return address;
  throw invalid('invalid_address', sentence('lint.plain-address'));
}

function readReturnPath(text: string): string {
  const address = readPlainAddress(text);
  const local = address.slice(0, address.lastIndexOf('@'));
  if (local.length <= longestReturnPath && !local.includes('+')) return address;
  throw invalid('invalid_address', sentence('lint.return-path', { most: longestReturnPath }));
}

/** Whether a text is a name of the DNS, in ASCII. */
export function isDnsName(name: string): boolean {
  return name.length <= 200 && dnsNames.test(name);
}

function dnsName(text: string, otherwise: SentenceKey): string {
  const name = text.trim().toLowerCase();
  if (isDnsName(name)) return name;
  throw invalid('invalid_dkim', sentence(otherwise));
}
