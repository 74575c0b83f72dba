import type { AutoReplyWords } from './dictionary.ts';
import { danish, norwegian, swedish } from './nordic.ts';
import { english, french, german, spanish } from './western.ts';

/** All languages that automatic replies are read in. A mail may be in two, one after the other: every one is tried. */
export const languages: readonly AutoReplyWords[] = [
  english,
  norwegian,
  swedish,
  danish,
  german,
  french,
  spanish,
];
