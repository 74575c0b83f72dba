import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { systemClock } from './clock.ts';

const bytesAnId = 16;
const idsADraw = 256;

/**
 * Makes ids in the order of time (UUID version 7, RFC 9562): within a millisecond they are counted up. Their random bytes are
 * drawn by the hundred, since a draw of its own takes longer than all the rest.
 */
export function createIds(): () => string {
  const drawn = new Uint8Array(bytesAnId * idsADraw);
  let [used, msecs, seq] = [drawn.length, 0, 0];
  return () => {
    if (used === drawn.length) {
      randomFillSync(drawn);
      used = 0;
    }
    const random = drawn.subarray(used, used + bytesAnId);
    used += bytesAnId;
    const now = systemClock.machineNow().getTime();
    if (now > msecs) {
      // Begins low enough that a millisecond does not count it round.
      [msecs, seq] = [now, new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 2];
    } else {
      seq += 1;
    }
    return v7({ random, msecs, seq });
  };
}
