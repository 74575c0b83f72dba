import type { Cadence } from '../../domain/cadence.ts';
import { suggestion } from '../../domain/language/nearest.ts';
import { InvalidInput } from '../../errors.ts';

/**
 * Reads how likely mails are answered: one rate for all (`0.05` or `5%`), rates of single steps (`intro=0.04,proposal=0.1`), or
 * both (`0.05,proposal=0.1`). Steps that are not named get the rate for all, else 0.
 *
 * @returns from 0 to 1, by mail step of the main road
 * @throws InvalidInput `invalid_rate`, `unknown_step`
 */
export function readReplyRates(text: string, cadence: Cadence): ReadonlyMap<string, number> {
  const mails = cadence.steps.filter((step) => step.kind === 'email').map(({ id }) => id);
  const named = new Map<string, number>();
  let general = 0;
  for (const part of text.split(',')) {
    const equals = part.lastIndexOf('=');
    const rate = rateOf(part.slice(equals + 1));
    if (equals < 0) general = rate;
    else named.set(stepNamed(part.slice(0, equals).trim(), mails, cadence), rate);
  }
  return new Map(mails.map((id) => [id, named.get(id) ?? general]));
}

function rateOf(text: string): number {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text) ?? [];
  const rate = Number(digits) / (percent === '%' ? 100 : 1);
  if (rate >= 0 && rate <= 1) return rate;
  throw new InvalidInput(
    'invalid_rate',
    `"${text.trim()}" is not a rate: write a number from 0 to 1 or a percentage, as in 0.05, 5% or intro=0.04,proposal=0.1.`,
  );
}

function stepNamed(id: string, mails: readonly string[], { key }: Cadence): string {
  if (mails.includes(id)) return id;
  const hint = suggestion(id, mails);
  throw new InvalidInput('unknown_step', `${key} has no mail step "${id}"${hint}`);
}
