import { encodeFile } from '../../email/mime-file.ts';
import { readAsset } from '../../store/assets.ts';
import type { Queryable } from '../../store/db.ts';
import type { AssetSource } from '../intake/mail-files.ts';

/** Characters of encoded files that a process keeps at hand; beyond, the oldest are read again. */
const keptAtMost = 64 * 1_024 * 1_024;

/** Files that never change, read and encoded once for all mails that carry them. */
export function createAssets(db: Queryable): AssetSource {
  const kept = new Map<string, Promise<string | null>>();
  /** Of those that have been read, in the order in which they were. */
  const sizes = new Map<string, number>();
  const read = async (hash: string): Promise<string | null> => {
    const content = await readAsset(db, hash);
    if (content === null) return null;
    const encoded = encodeFile(content);
    let size = encoded.length;
    for (const other of sizes.values()) size += other;
    for (const [oldest, its] of sizes) {
      if (size <= keptAtMost) break;
      sizes.delete(oldest);
      kept.delete(oldest);
      size -= its;
    }
    sizes.set(hash, encoded.length);
    return encoded;
  };
  return {
    asset: (hash) => {
      const known = kept.get(hash);
      if (known !== undefined) return known;
      const reading = read(hash);
      kept.set(hash, reading);
      const forget = () => kept.delete(hash);
      // One that is not kept may be by the next time.
      reading.then((encoded) => encoded === null && forget(), forget);
      return reading;
    },
  };
}
