import nodemailer from 'nodemailer';
import { messageOf } from '../errors.ts';

/**
 * Connects to a mail server and logs in, sending nothing.
 *
 * @returns null when that works, else what went wrong in the server's words
 */
export async function verifySmtp(url: string, timeoutMs: number): Promise<string | null> {
  const transport = nodemailer.createTransport(url, {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs / 1_000} s`), timeoutMs);
  });
  const verified = transport.verify().then(
    () => null,
    (error: unknown) => messageOf(error),
  );
  try {
    return await Promise.race([verified, late]);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}
