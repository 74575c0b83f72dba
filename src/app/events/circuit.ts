/** Keeps calls away from somebody who does not answer. */
export interface Circuit {
  /** Whether to call now. While it rests one call at a time is let through, to see whether they are back. */
  mayCall(): boolean;
  succeeded(): void;
  failed(): void;
}

/**
 * After so many failures in a row it rests, then lets one call through; each further failure makes it rest again.
 *
 * @param nowMs  machine time
 */
export function createCircuit(
  nowMs: () => number,
  { failures, restMs }: { readonly failures: number; readonly restMs: number },
): Circuit {
  let inARow = 0;
  let restsUntil = 0;
  return {
    mayCall: () => {
      if (inARow < failures) return true;
      if (nowMs() < restsUntil) return false;
      // The others go on resting while this one finds out.
      restsUntil = nowMs() + restMs;
      return true;
    },
    succeeded: () => {
      inARow = 0;
    },
    failed: () => {
      inARow += 1;
      restsUntil = nowMs() + restMs;
    },
  };
}
