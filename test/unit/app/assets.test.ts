import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLibrary } from '../../../src/app/library/library.ts';
import { previewComposer } from '../../../src/app/library/preview-composer.ts';
import { draftsOf } from '../../../src/app/library/publish.ts';
import { mostAttachedBytes, mostImageBytes } from '../../../src/domain/attachment.ts';
import { mail, writeFiles } from '../../helpers/system.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cadence-assets-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const image = (source: string) =>
  mail('Offer', `</mj-text><mj-image src="${source}" alt="" /><mj-text>`);

/** A library whose only mail carries these files; the others are there before. */
async function read(
  attachments: string,
  files: Readonly<Record<string, string>>,
  template = mail('Offer', 'The offer'),
) {
  const step = `{ id: offer, stage: closing, email: { template: closing/offer, attachments: ${attachments} } }`;
  await writeFiles(join(home, 'cadences'), {
    'sale.yaml': `key: sale\ntitle: Sale\nsteps:\n  - ${step}\n`,
  });
  await writeFiles(join(home, 'templates'), { 'closing/offer.mjml': template, ...files });
  return readLibrary(join(home, 'cadences'), join(home, 'templates'));
}

const errorsOf = (library: Awaited<ReturnType<typeof read>>) =>
  library.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, line, message }) => `${code} ${line} ${message}`);

describe('a file to be attached', () => {
  test('is part of the version: another content is another version', async () => {
    const one = await read('[{ file: a/offer.pdf }]', { 'a/offer.pdf': 'one' });
    expect(errorsOf(one)).toEqual([]);
    const [first] = draftsOf(one, []);
    expect(first?.assets.map(({ path }) => path)).toEqual(['a/offer.pdf']);
    const again = draftsOf(await read('[{ file: a/offer.pdf }]', { 'a/offer.pdf': 'one' }), []);
    expect(again[0]?.hash).toBe(first?.hash);
    const two = draftsOf(await read('[{ file: a/offer.pdf }]', { 'a/offer.pdf': 'two' }), []);
    expect(two[0]?.hash).not.toBe(first?.hash);
  });

  test.each([
    ['../secret.pdf', 'invalid-attachment'],
    ['/etc/secret.pdf', 'invalid-attachment'],
    ['a/../../secret.pdf', 'invalid-attachment'],
    ['a/.hidden.pdf', 'invalid-attachment'],
    ['a\\secret.pdf', 'invalid-attachment'],
    ['a/run.exe', 'invalid-attachment'],
    ['a', 'invalid-attachment'],
    ['none.pdf', 'missing-attachment'],
    ['a/offer.pdf/b.pdf', 'missing-attachment'],
    ['a/empty.pdf', 'missing-attachment'],
    ['dir.pdf', 'missing-attachment'],
    ['out.pdf', 'missing-attachment'],
    ['linked/secret.pdf', 'missing-attachment'],
    ['pipe.pdf', 'missing-attachment'],
    ['large.pdf', 'missing-attachment'],
  ])('%s is refused where it is written: %s', async (file, code) => {
    const templates = join(home, 'templates');
    await writeFiles(home, {
      'secret.pdf': 'hunter2',
      'outside/secret.pdf': 'hunter2',
      'templates/a/offer.pdf': 'offer',
      'templates/a/empty.pdf': '',
      'templates/dir.pdf/x.txt': 'x',
      'templates/large.pdf': '',
    });
    await symlink(join(home, 'secret.pdf'), join(templates, 'out.pdf'));
    await symlink(join(home, 'outside'), join(templates, 'linked'));
    execFileSync('mkfifo', [join(templates, 'pipe.pdf')]);
    await truncate(join(templates, 'large.pdf'), mostAttachedBytes + 1);
    const library = await read(`[{ file: ${JSON.stringify(file)} }]`, {});
    expect(errorsOf(library)).toEqual([expect.stringMatching(new RegExp(`^${code} 4 .*\\.$`))]);
    expect(library.assets).toEqual([]);
  });

  test('is one of several that have 5 MiB together', async () => {
    const templates = join(home, 'templates');
    await writeFiles(templates, { 'a.pdf': '', 'b.pdf': '' });
    await truncate(join(templates, 'a.pdf'), mostAttachedBytes - 10);
    await truncate(join(templates, 'b.pdf'), 10);
    const files = '[{ file: a.pdf }, { file: b.pdf }]';
    expect(errorsOf(await read(files, {}))).toEqual([]);
    await truncate(join(templates, 'b.pdf'), 11);
    expect(errorsOf(await read(files, {}))).toEqual([
      'attachments-too-large 4 The attachments of offer have 5.0 MiB together: 5 are the most.',
    ]);
  });

  test('may be a link that stays in the folder', async () => {
    await writeFiles(join(home, 'templates'), { 'a/offer.pdf': 'offer' });
    await symlink(join(home, 'templates/a/offer.pdf'), join(home, 'templates/latest.pdf'));
    const library = await read('[{ file: latest.pdf }]', {});
    expect(errorsOf(library)).toEqual([]);
    expect(library.assets.map(({ content }) => content.toString())).toEqual(['offer']);
  });
});

describe('an image in a mail', () => {
  test('goes with it, under an id of its content, and a preview shows it', async () => {
    const library = await read('[]', { '_assets/logo.png': 'png' }, image('cid:logo.png'));
    expect(errorsOf(library)).toEqual([]);
    const [draft] = draftsOf(library, []);
    const step = draft?.definition.steps[0];
    if (draft === undefined || step?.kind !== 'email') throw new Error('no mail');
    const prospect = { email: 'kari@example.no', domain: 'example.no', attributes: {} };
    const nothing = { firstName: null, lastName: null, title: null, phone: null };
    const nowhere = { company: null, country: null, timezone: null, locale: null };
    const { message } = await previewComposer(library, draft.definition)(step, {
      prospect: { ...prospect, ...nothing, ...nowhere },
      ...{ owner: null, variables: {}, variant: null, threadSubject: null },
    });
    const { html, attachments } = await PostalMime.parse(message.raw);
    expect(attachments).toHaveLength(1);
    expect(html).toContain(`src="cid:${attachments[0]?.contentId?.slice(1, -1)}"`);
    const changed = await read('[]', { '_assets/logo.png': 'other' }, image('cid:logo.png'));
    expect(draftsOf(changed, [])[0]?.hash).not.toBe(draft.hash);
  });

  test.each([
    ['none.png', 'is not there'],
    ['logo', 'has no name of an image'],
    ['../secret.png', 'has no name of an image'],
    ['offer.pdf', 'has no name of an image'],
    ['large.png', `and ${mostImageBytes} are the most`],
  ])('%s is refused where it is written: %s', async (name, told) => {
    const templates = join(home, 'templates');
    await writeFiles(templates, { '_assets/large.png': '', '_assets/offer.pdf': 'x' });
    await writeFiles(home, { 'templates/secret.png': 'hunter2' });
    await truncate(join(templates, '_assets/large.png'), mostImageBytes + 1);
    const library = await read('[]', {}, image(`cid:${name}`));
    expect(errorsOf(library)).toEqual([expect.stringMatching(/^missing-image 4 /)]);
    expect(errorsOf(library)[0]).toContain(told);
  });

  test('that is only spoken of is none', async () => {
    const library = await read('[]', {}, mail('Offer', 'Write "cid: x" or cid:logo.png in it'));
    expect(errorsOf(library)).toEqual([]);
  });
});
