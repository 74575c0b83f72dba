import { readAutoReplies, readPeople, scoreAutoReplies } from './autoreplies.ts';
import { halves, readBounces, scoreBounces } from './bounces.ts';
import { readLabelledReplies, scoreMeanings } from './meanings.ts';
import { readReplies, scoreReplies } from './replies.ts';
import type { Score } from './score.ts';
import { scoreWebhooks } from './webhooks.ts';

/** A table of the report: its title, and where the numbers are of several parts, one column each. */
export interface Table {
  readonly title: string;
  readonly columns: Readonly<Record<string, readonly Score[]>>;
}

/** The folder of a corpus by its name; null where it is not there. */
export type FindCorpus = (name: string) => string | null;

/** What is measured, in the order of the report. */
export const parts: Readonly<Record<string, (find: FindCorpus) => Promise<Table | null>>> = {
  bounces: async (find) => {
    const folder = find('bounces');
    if (folder === null) return null;
    const read = await readBounces(folder);
    const [first = [], second = []] = halves(read).map(scoreBounces);
    return {
      title: 'bounces',
      columns: { all: scoreBounces(read), 'half A': first, 'half B': second },
    };
  },
  autoreplies: async (find) => {
    const [folder, replies, bounces] = ['autoreplies', 'replies', 'bounces'].map(find);
    if (folder == null || replies == null || bounces == null) return null;
    const read = await readAutoReplies(folder);
    const people = await readPeople(replies);
    const scores = scoreAutoReplies(read, people, await readBounces(bounces));
    return { title: 'automatic replies', columns: { all: scores } };
  },
  replies: async (find) => {
    const folder = find('replies');
    if (folder === null) return null;
    return {
      title: 'what people wrote',
      columns: { all: scoreReplies(await readReplies(folder)) },
    };
  },
  meanings: async () => ({
    title: 'what replies mean (test/fixtures/replies)',
    columns: {
      'held out': scoreMeanings(readLabelledReplies('held-out')),
      tuned: scoreMeanings(readLabelledReplies('tuned')),
    },
  }),
  webhooks: async (find) => {
    const folder = find('webhooks');
    if (folder === null) return null;
    return { title: 'webhooks', columns: { all: await scoreWebhooks(folder) } };
  },
};
