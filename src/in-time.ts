/** What did not end in time. */
export const late = Symbol('late');

/** Waits for work, but not for ever: what comes later is left to itself, and nobody hears of its failure. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
