import { readCadenceFile } from '../../app/desk/cadence-file.ts';
import { type PublishedNow, readPublished } from '../../app/desk/cadence-map.ts';
import { NotFound } from '../../errors.ts';
import { fieldsOf } from '../forms.ts';
import { readerOf } from '../layout.ts';
import { type Answer, mayUse, page, type Route, type Visit } from '../page.ts';
import { shownFile } from '../shown/cadence-file.ts';
import { cadenceHead, cadenceKey, editing, looking } from '../shown/cadence-head.ts';

/** The file of a cadence as it is now, with what lint says of it. */
export const fileRoutes: readonly Route[] = [
  { method: 'GET', path: '/console/cadences/:key/file', access: looking, handle: showFile },
];

async function showFile(visit: Visit): Promise<Answer> {
  const { app, request, readLibrary } = visit;
  const { key } = fieldsOf(cadenceKey, request.params);
  const file = await readCadenceFile(app, await readLibrary(), key);
  const published = file.number === null ? null : await publishedNow(visit, key);
  const head = published === null ? null : cadenceHead(visit, published, 'file');
  const shown = {
    ...shownFile(file, readerOf(visit)),
    key,
    head,
    mayEdit: mayUse(visit.caller, editing),
  };
  return page('cadence-file', published?.version.definition.title ?? key, shown);
}

/** Null where it was taken out of what is published a moment ago. */
async function publishedNow({ app }: Visit, key: string): Promise<PublishedNow | null> {
  return readPublished(app, key).catch((error: unknown) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
}
