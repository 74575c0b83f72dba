import { z } from 'zod';
import type { PublishedNow } from '../../app/desk/cadence-map.ts';
import { readerOf } from '../layout.ts';
import { mayUse, type Visit } from '../page.ts';
import { toldPause } from './sentence.ts';

/** Who may see cadences: people, as against the keys of other systems. */
export const looking = ['rep', 'ops'] as const;
/** Who may pause, publish and roll back, as in the API. */
export const editing = ['ops'] as const;

/** The parameter of the path of a cadence. */
export const cadenceKey = z.object({ key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/) });

const tabs = ['drawing', 'mails', 'file', 'versions'] as const;

/** What stands above every page of a cadence: its name, whether its mails leave, and where else to go. */
export function cadenceHead(
  visit: Pick<Visit, 'app' | 'caller' | 'language'>,
  { version, status, pausedBy }: PublishedNow,
  here: (typeof tabs)[number] | 'publish',
) {
  const { key, number } = version;
  const path = `/console/cadences/${key}`;
  const { caller } = visit;
  const { cause, since, publishedAt } = status;
  const { reason, warning } = toldPause(status, readerOf(visit));
  const isPaused = status.status === 'paused';
  const mayEdit = mayUse(caller, editing);
  return {
    cadence: { key, title: version.definition.title, number, path, publishedAt },
    mayEdit,
    isPaused,
    pause: isPaused
      ? {
          ...{ reason, since, by: pausedBy, isByGuard: cause === 'rate' },
          stamp: since?.toISOString() ?? '',
        }
      : null,
    warning,
    tabs: [
      ...tabs.map((tab) => ({
        path: tab === 'drawing' ? path : `${path}/${tab}`,
        word: `tab.${tab}`,
        isHere: tab === here,
      })),
      ...(mayEdit
        ? [{ path: `${path}/publish`, word: 'tab.publish', isHere: here === 'publish' }]
        : []),
    ],
  };
}
