/** A line of history, as far as its words go. */
interface Entry {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Types that say nothing a reader of a whole history misses. */
const quiet = new Set(['stage.left', 'track.left', 'task.created']);

export function isQuiet({ type }: Pick<Entry, 'type'>): boolean {
  return quiet.has(type);
}

const told = [
  'step',
  'subject',
  'stage',
  'track',
  'reason',
  'category',
  'cadence',
  'kind',
  'outcome',
  'link',
];

/** `touch.sent  intro · The routes at Mellanfrakt AB` */
export function timelineWords({ type, data }: Entry): string {
  const words = told.flatMap((key) => {
    const value = data[key];
    return typeof value === 'string' ? [value] : [];
  });
  return [type, words.join(' · ')].filter(Boolean).join('  ');
}
