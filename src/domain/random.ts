/**
 * Numbers from 0 up to 1 that look drawn and are the same for the same seed: sfc32 (Doty-Humphrey, PractRand), which passes
 * the usual test batteries and takes a few operations a number. For forecasts, never for secrets.
 *
 * @param seed  a whole number from 0 on
 */
export function seededRandom(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = (seed / 2 ** 32) | 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // Seeds that are near one another begin alike.
  for (let round = 0; round < 15; round += 1) next();
  return next;
}
