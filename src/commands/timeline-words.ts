import { toldOf } from '../domain/told-history.ts';

/** A line of history, as far as its words go. */
interface Entry {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `touch.sent  intro · The routes at Mellanfrakt AB` */
export function timelineWords({ type, data }: Entry): string {
  const words = toldOf(data).map(({ text }) => text);
  return [type, words.join(' · ')].filter(Boolean).join('  ');
}
