import { InvalidInput } from '../errors.ts';
import { inEnglish, type Sentence } from './sentence.ts';

/** Says in a whole sentence why an input is refused, so that readers of other languages understand it too. */
export function invalid(code: string, said: Sentence): InvalidInput {
  return new InvalidInput(code, inEnglish(said), undefined, { said });
}
