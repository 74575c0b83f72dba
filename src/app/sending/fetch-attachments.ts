import { encodeFile } from '../../email/mime-file.ts';
import { readTouchStep } from '../../store/touch-step.ts';
import type { App } from '../context.ts';
import { findStep } from '../enrolments/consequences.ts';
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

/** So long a failure does, from when it was told: a server that hangs holds one job, and not each that asks it. */
const failedMs = 20_000;
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
  const asked = new Map<string, { until: number; readonly answer: Promise<Fetched> }>();
  type Fetched = NonNullable<ReturnType<FetchedFiles['get']>>;
  const ask = async (url: string): Promise<Fetched> => {
    const file = await fetchFile(url, { allow, withinMs });
    return 'problem' in file ? file : { encoded: encodeFile(file.content) };
  };
  const fresh = (url: string): Promise<Fetched> => {
    const now = performance.now();
    for (const [other, { until }] of asked) if (now >= until) asked.delete(other);
    const known = asked.get(url);
    if (known !== undefined) return known.answer;
    const asking = { until: now + freshMs, answer: ask(url) };
    asked.set(url, asking);
    asking.answer.then((file) => {
      if ('problem' in file) asking.until = performance.now() + (file.forNow ? failedMs : 0);
    });
    return asking.answer;
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
