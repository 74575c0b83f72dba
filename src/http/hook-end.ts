/**
 * Ends a hook that is called back. Fastify takes a failure without an Error for success, which would let in whoever was to be
 * kept out: it is one all the same.
 *
 * @param failed  the hook's own `done`
 */
export function endHook<Result>(
  work: Promise<Result>,
  done: (result: Result) => void,
  failed: (error: Error) => void,
): void {
  work.then(done, (cause: unknown) =>
    failed(cause instanceof Error ? cause : new Error('a hook has failed', { cause })),
  );
}
