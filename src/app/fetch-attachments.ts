import { encodeFile } from '../email/mime-file.ts';
import { readTouchStep } from '../store/touch-step.ts';
import { findStep } from './consequences.ts';
import type { App } from './context.ts';
import { type FetchedFile, fetchFile } from './fetch-file.ts';

/** Files by their address, encoded, or why there is none. */
export type FetchedFiles = Pick<
  ReadonlyMap<
    string,
    { readonly encoded: string } | Extract<FetchedFile, { readonly problem: string }>
  >,
  'get'
>;

const withinMs = 10_000;

/** So long one answer serves all mails that carry the file. */
const freshMs = 60_000;
/** An old version may name an address that the workspace has stopped allowing: a person is told, instead of waiting for ever. */
const noneAllowed: FetchedFiles = {
  get: (url) => ({ problem: `${url}: workspace.yaml allows no attachments`, forNow: false }),
};

/**
 * Makes what gets the files that the mail of a touch attaches by address. It is asked before the touch is claimed, so that
 * no stop waits for a web server. Where the workspace allows no addresses it costs nothing.
 */
export function createAttachmentFetcher(
  app: Pick<App, 'db' | 'versions' | 'workspace'>,
): (touchId: string) => Promise<FetchedFiles> {
  const { allow } = app.workspace.attachments;
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<Fetched> }>();
  type Fetched = NonNullable<ReturnType<FetchedFiles['get']>>;
  const ask = async (url: string): Promise<Fetched> => {
    const file = await fetchFile(url, { allow, withinMs });
    return 'problem' in file ? file : { encoded: encodeFile(file.content) };
  };
  const fresh = (url: string): Promise<Fetched> => {
    const now = performance.now();
    for (const [other, { at }] of asked) if (now - at > freshMs) asked.delete(other);
    const known = asked.get(url);
    if (known !== undefined) return known.answer;
    const answer = ask(url);
    asked.set(url, { at: now, answer });
    answer.then((file) => 'problem' in file && asked.delete(url));
    return answer;
  };
  const urlsOf = async (touchId: string): Promise<readonly string[]> => {
    const touch = await readTouchStep(app.db, touchId);
    if (touch === null) return [];
    const { cadence } = await app.versions.load(touch.cadenceHash);
    const step = findStep(cadence, touch.stepId);
    const attachments = step.kind === 'email' ? (step.email.attachments ?? []) : [];
    return attachments.flatMap((each) => ('url' in each ? [each.url] : []));
  };
  return async (touchId) => {
    if (allow.length === 0) return noneAllowed;
    // What goes wrong with the database here goes wrong with the claim as well, which deals with it.
    const urls = await urlsOf(touchId).catch((): readonly string[] => []);
    return new Map(await Promise.all(urls.map(async (url) => [url, await fresh(url)] as const)));
  };
}
