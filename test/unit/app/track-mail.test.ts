import { expect, test } from 'vitest';
import { refuseClipped } from '../../../src/app/sending/refuse-clipped.ts';
import { trackingOf, withTracking } from '../../../src/app/sending/track-mail.ts';
import { emptyWorkspace } from '../../../src/domain/language/workspace.ts';
import { quotedPrintable } from '../../../src/email/quoted-printable.ts';
import { readClickToken } from '../../../src/email/tracking-token.ts';

const key = Buffer.alloc(32, 1);
const app = {
  workspace: emptyWorkspace,
  publicUrl: 'https://mail.example',
  keys: { tracking: key },
};
const to = {
  touchId: '0198c3a5-1111-7abc-8def-0123456789ab',
  prospect: { attributes: { place: 'Bærum' } },
};
const both = { tracking: { clicks: true, opens: true } };
const mailOf = (html: string) => ({ subject: '', text: 'å', html, bodies: 'plain' as const });

test.each<[string, Parameters<typeof trackingOf>]>([
  ['the cadence does not say so', [app, {}, to]],
  ['the cadence says no', [app, { tracking: { clicks: false, opens: false } }, to]],
  ['nothing is sent', [app, both, { prospect: to.prospect }]],
  ['nobody could read it', [{ ...app, keys: {} }, both, to]],
  ['the prospect objects', [app, both, { ...to, prospect: { attributes: { tracking: false } } }]],
])('nothing is followed where %s', (_where, [...given]) => {
  expect(trackingOf(...given)).toBeNull();
});

test('links lead to PUBLIC_URL, or to the domain of the workspace; each of both may be left out', () => {
  const workspace = { ...emptyWorkspace, tracking: { domain: 'go.fjord.example' } };
  const clicks = trackingOf(
    { ...app, workspace },
    { tracking: { clicks: true, opens: false } },
    to,
  );
  const opens = trackingOf(app, { tracking: { clicks: false, opens: true } }, to);
  expect(clicks?.linkTo?.('https://fjord.example/')).toMatch(/^https:\/\/go\.fjord\.example\/c\/A/);
  expect(clicks?.pixelUrl).toBeNull();
  expect(opens?.linkTo).toBeNull();
  expect(opens?.pixelUrl).toMatch(/^https:\/\/mail\.example\/o\/A[\w-]{43}\.gif$/);
});

test.each(['https://mail.example', 'https://Mail.Example:443', 'https://mail.example/behind/it'])(
  'the opt-out stays as it is where PUBLIC_URL is %s',
  (publicUrl) => {
    const addresses = trackingOf({ ...app, publicUrl }, both, to);
    if (addresses === null) throw new Error('nothing is followed');
    const optOut = `<a href="${publicUrl}/u/AQGY">Opt out</a>`;
    const { html } = withTracking(
      mailOf(`${optOut}<a href="${publicUrl}/prices">1</a>`),
      addresses,
    );
    const written = html.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(written).toContain(optOut);
    expect(written).toContain(`<a href="${publicUrl}/c/A`);
  },
);

test('the mail is encoded as a message holds it, in lines that every server takes', () => {
  const addresses = trackingOf(app, both, to);
  if (addresses === null) throw new Error('nothing is followed');
  const url = `https://fjord.example/${'x'.repeat(1_500)}`;
  const { html, text, bodies } = withTracking(mailOf(`<a href="${url}">å</a>`), addresses);
  expect([text, bodies]).toEqual(['=C3=A5', 'quoted-printable']);
  for (const line of html.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  const token = /\/c\/([\w-]+)"/.exec(html.replaceAll('=\r\n', ''))?.[1] ?? '';
  expect(readClickToken(key, token)).toEqual({ touchId: to.touchId, url });
});

test('a mail that would be too large with what follows it goes out as it was checked', () => {
  const addresses = trackingOf(app, both, to);
  if (addresses === null) throw new Error('nothing is followed');
  const links = (count: number) =>
    Array.from({ length: count }, (_, n) => `<a href="https://fjord.example/${n}">1</a>`);
  const mail = mailOf(links(900).join('\n'));
  const sent = withTracking(mail, addresses);
  expect(sent).toMatchObject({ html: quotedPrintable(mail.html), bodies: 'quoted-printable' });
  expect(() => refuseClipped(sent)).not.toThrow();
  // What is too large of itself is held back as any other.
  const larger = withTracking(mailOf(links(3_000).join('\n')), addresses);
  expect(() => refuseClipped(larger)).toThrow('Gmail hides');
});
