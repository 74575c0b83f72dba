import { z } from 'zod';
import { parseUrl } from '../../url.ts';
import { invalid } from '../invalid.ts';
import { parseDuration } from '../parse-duration.ts';
import { sentence } from '../sentence.ts';
import { choice, envName, quoted, textRead } from './leaves.ts';

const leastMs = 1_000;
/** The answer to a webhook has four seconds, and something is left to do in them. */
const mostMs = 3_000;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Replies are personal: they leave the machine encrypted or not at all. */
function readUrl(text: string): string {
  const url = parseUrl(text);
  const isSafe =
    url !== null &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname)));
  if (!isSafe || url.username !== '' || url.password !== '') {
    throw invalid('invalid_url', sentence('lint.classifier-url'));
  }
  return url.href;
}

function parseTimeout(text: string): number {
  const { days, businessDays, ms } = parseDuration(text);
  if (days + businessDays > 0 || ms < leastMs || ms > mostMs) {
    throw invalid('invalid_timeout', sentence('lint.classifier-timeout', { text: quoted(text) }));
  }
  return ms;
}

/** Somebody else's program that is asked what a reply means. */
export const classifierShape = z.strictObject({
  url: textRead('invalid-classifier', readUrl).meta({
    description: 'Where replies are posted, signed: https, or http on this host',
    examples: ['https://judge.example.com/replies'],
  }),
  secret_env: envName('Environment variable with the secret that signs them, whsec_ and base64'),
  timeout: textRead('invalid-classifier', parseTimeout)
    .meta({ description: 'How long an answer is waited for, 3s at most', examples: ['2s'] })
    .optional(),
  ask: choice(
    ['unsure', 'always'],
    'About which replies; default: those that our own words do not decide',
  ).optional(),
});

export interface ClassifierSettings {
  readonly url: string;
  /** Name of the environment variable. */
  readonly secretEnv: string;
  readonly timeoutMs: number;
  readonly ask: 'unsure' | 'always';
}

export function compileClassifier(shape: z.output<typeof classifierShape>): ClassifierSettings {
  const { url, secret_env: secretEnv, timeout: timeoutMs = 2_000, ask = 'unsure' } = shape;
  return { url, secretEnv, timeoutMs, ask };
}
