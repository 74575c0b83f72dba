import type { App } from '../context.ts';
import { createEventReceiver } from '../events/receive-events.ts';
import { inboxesOf } from './mail-inboxes.ts';
import { type ReaderTimes, readerTimes, startInboxReader } from './read-inbox.ts';
import { createMailReceiver } from './receive-mail.ts';

export interface RunningReaders {
  /** Ends the mails under way within the deadline; what was not received is read by the next process. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Reads all accounts that the workspace names.
 *
 * @throws Misconfigured `bad_environment`
 */
export function startInboxReaders(
  app: App,
  secretOf: (environmentName: string) => string | undefined,
  times: ReaderTimes = readerTimes,
): RunningReaders {
  const { inboxes, notSet } = inboxesOf(app.workspace, secretOf);
  for (const variable of notSet) app.log.warn({ variable }, 'not set: its mailbox is not read');
  const receive = createMailReceiver(app, createEventReceiver(app));
  const readers = inboxes.map((inbox) => startInboxReader(app, inbox, receive, times));
  return {
    stop: async (deadlineMs) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, deadlineMs);
      });
      await Promise.race([Promise.all(readers.map((reader) => reader.stop())), late]);
      clearTimeout(timer);
    },
  };
}
