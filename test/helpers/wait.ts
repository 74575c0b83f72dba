/** Waits for a condition instead of sleeping; a test that waits in vain says what for. */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  withinMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
