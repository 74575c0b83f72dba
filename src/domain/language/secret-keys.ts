import { type Sentence, sentence } from '../sentence.ts';

const secretKey =
  /^(.*_)?(secret|password|passwd|pass|api_?key|private_?key|access_?key|token|smtp_?url)$/;

/** Whether a key is one that people write secrets under. Those that end in `_env` hold a name, not the secret. */
export function isSecretKey(key: string): boolean {
  const snake = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return secretKey.test(snake.replace(/-/g, '_'));
}

/** What to write instead. Says the key, never the value. */
export function secretMessage(key: string): Sentence {
  return sentence('lint.secret-in-file', { key });
}
