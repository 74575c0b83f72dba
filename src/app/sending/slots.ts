/** A fixed number of places; whoever wants one waits in line. */
export interface Slots {
  take(): Promise<void>;
  give(): void;
  readonly free: number;
}

export function createSlots(count: number): Slots {
  let free = count;
  const line: (() => void)[] = [];
  return {
    get free() {
      return free;
    },
    take: () => {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise<void>((resolve) => line.push(resolve));
    },
    give: () => {
      const next = line.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
