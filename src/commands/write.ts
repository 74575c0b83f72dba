import { mkdir, writeFile } from 'node:fs/promises';
import { InvalidInput, messageOf } from '../errors.ts';

/** Makes a folder that somebody has named, with those above it. @throws InvalidInput `cannot_write` */
export function makeFolder(path: string): Promise<unknown> {
  return mkdir(path, { recursive: true }).catch((cause: unknown) => refuse(path, cause));
}

/** Writes a file where somebody wants it. @throws InvalidInput `cannot_write` */
export function writeTo(path: string, content: string | Buffer): Promise<unknown> {
  return writeFile(path, content).catch((cause: unknown) => refuse(path, cause));
}

function refuse(path: string, cause: unknown): never {
  throw new InvalidInput(
    'cannot_write',
    `Cannot write to "${path}": ${messageOf(cause)}.`,
    undefined,
    { cause },
  );
}
