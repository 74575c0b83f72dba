import { type Telling, whenWords } from '../when.ts';

const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence of `explain`, its instants on the wall clock of the console. The sentence is English, and so are they. */
export function withTimes(text: string, { zone, now }: Pick<Telling, 'zone' | 'now'>): string {
  return text.replace(instants, (iso) => whenWords(new Date(iso), { language: 'en', zone, now }));
}
