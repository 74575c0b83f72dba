import type { Dictionary } from './dictionary.ts';
import { findPhrases } from './phrases.ts';
import { tokenise } from './tokens.ts';

/** Somebody whom a person names instead of themselves; at least one of both is known. */
export interface Referral {
  readonly email: string | null;
  readonly name: string | null;
}

const address = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/u;
/** Up to three words with a capital letter, a title before them or not. */
const name =
  /^[\s,:]{1,3}((?:(?:Frau|Herr|Herrn|Mme|M\.|Mr\.?|Mrs\.?|Ms\.?|Sr\.?|Sra\.?|fru|hr\.?)\s)?\p{Lu}[\p{L}'’-]{1,30}(?:\s\p{Lu}[\p{L}'’-]{1,30}){0,2})(?![\p{L}.]{0,60}@)/u;

/** Whom a reply names instead: an address in it, or the name behind `talk to`. */
export function findReferral(text: string, dictionary: Dictionary): Referral | null {
  const email = address.exec(text.slice(0, 10_000))?.[0].toLowerCase() ?? null;
  const tokens = tokenise(text, dictionary.turns);
  for (const { phrases } of dictionary.languages) {
    for (const { key, last } of findPhrases(tokens, phrases)) {
      if (key !== 'referral') continue;
      const behind = tokens[last]?.end ?? text.length;
      const found = name.exec(text.slice(behind, behind + 120))?.[1];
      if (found !== undefined) return { email, name: found };
    }
  }
  return email === null ? null : { email, name: null };
}
