/** Which lines of history are told, and what of each: the same on the console, the command line and in tests of cadences. */

/** Types that say nothing a reader of a whole history misses. */
const quiet = new Set(['stage.left', 'track.left', 'task.created']);

export function isQuiet({ type }: { readonly type: string }): boolean {
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
] as const;
type Told = (typeof told)[number];

/** What a line says beside its type, in the order in which it is told. */
export function toldOf(
  data: Readonly<Record<string, unknown>>,
): readonly { readonly key: Told; readonly text: string }[] {
  return told.flatMap((key) => {
    const text = data[key];
    return typeof text === 'string' && text !== '' ? [{ key, text }] : [];
  });
}
