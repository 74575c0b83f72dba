import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import { returnPathOf } from '../../../src/email/return-path.ts';
import { signUnsubscribeToken } from '../../../src/email/unsubscribe.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { letter, openMail, type Written } from '../../helpers/incoming.ts';

let mail: Awaited<ReturnType<typeof openMail>>;
beforeAll(async () => {
  mail = await openMail();
});
afterAll(() => mail?.close());

const domainOf = (email: string) => email.slice(email.indexOf('@') + 1);
const stopped = { status: 'paused', pauseReason: 'replied' };

async function touchOf({ enrolmentId }: Written) {
  const { rows } = await mail.app.db.query<{ id: string }>(
    `select id from touches where enrolment_id = $1 and status = 'sent'`,
    [enrolmentId],
  );
  return rows[0]?.id ?? '';
}

describe('a reply stops, whatever says whose it is', () => {
  test.each<[string, (to: Written) => Promise<Record<string, string>> | Record<string, string>]>([
    ['the address alone', ({ email }) => ({ From: `Kari <${email}>` })],
    [
      'the mail that it answers',
      ({ mail: { messageId } }) => ({
        From: `x@${randomUUID()}.example`,
        'In-Reply-To': messageId,
      }),
    ],
    [
      'one of 5,000 mails that it refers to',
      ({ mail: { messageId } }) => ({
        From: `x@${randomUUID()}.example`,
        References: [
          messageId,
          ...Array.from({ length: 5_000 }, (_, n) => `<${n}@x.example>`),
        ].join('\r\n '),
      }),
    ],
    [
      'the return path that it came to',
      async (to) => ({
        From: `x@${randomUUID()}.example`,
        To: returnPathOf(mail.app.keys.returnPath, 'bounces@fjord.example', await touchOf(to)),
      }),
    ],
    [
      'the thread of a colleague',
      ({ email }) => ({ From: `Per <per@${domainOf(email)}>`, Subject: 'SV: AW: hello  THERE' }),
    ],
  ])('%s', async (_what, headers) => {
    const to = await mail.write();
    const receipt = await mail.come(letter(await headers(to)));
    expect(receipt.receipts).toMatchObject([{ outcome: 'applied', enrolmentId: to.enrolmentId }]);
    expect(await mail.state(to.enrolmentId)).toMatchObject(stopped);
    expect(await mail.tasks(to.enrolmentId)).toHaveLength(1);
  });

  test('an address from which somebody has answered is known from then on', async () => {
    const to = await mail.write();
    const home = `kari-${randomUUID()}@home.example`;
    const before = await mail.come(letter({ From: home, Subject: 'Something else' }));
    expect(before.receipts).toMatchObject([{ outcome: 'unmatched', reason: 'no_such_prospect' }]);
    await mail.come(letter({ From: home, 'In-Reply-To': to.mail.messageId }));
    const after = await mail.come(letter({ From: home, Subject: 'Something else' }));
    expect(after.receipts).toMatchObject([{ enrolmentId: to.enrolmentId }]);
  });

  test('a stranger of another company does not, with the same subject', async () => {
    const to = await mail.write();
    const receipt = await mail.come(letter({ From: `x@${randomUUID()}.example` }));
    expect(receipt.receipts).toMatchObject([{ outcome: 'unmatched' }]);
    expect(await mail.state(to.enrolmentId)).toMatchObject({ status: 'active' });
  });
});

describe('a mail in the thread of somebody else', () => {
  test('stops both, and what the writer wants is done to the writer alone', async () => {
    const [kari, ola] = [await mail.write(), await mail.write()];
    const raw = letter(
      { From: ola.email, 'In-Reply-To': kari.mail.messageId },
      'Please remove me from your list.',
    );
    const { receipts } = await mail.come(raw);
    expect(receipts).toMatchObject([{ outcome: 'applied', enrolmentId: kari.enrolmentId }]);
    expect(await mail.state(kari.enrolmentId)).toMatchObject(stopped);
    expect(await mail.state(ola.enrolmentId)).toMatchObject({ exitReason: 'opted_out' });
    expect(await mail.suppressed(kari.email)).toBe(false);
    expect(await mail.suppressed(ola.email)).toBe(true);
    const [task] = await mail.tasks(kari.enrolmentId);
    expect(task).toMatchObject({
      kind: 'triage',
      data: { reading: { because: expect.stringContaining(`written by ${ola.email}`) } },
    });
    expect((await mail.come(raw)).receipts).toMatchObject([{ outcome: 'duplicate' }]);
    expect(await mail.tasks(kari.enrolmentId)).toHaveLength(1);
  });

  test('is forgotten with the writer, and still stops the other', async () => {
    const [kari, ola] = [await mail.write(), await mail.write()];
    const headers = { From: ola.email, 'In-Reply-To': kari.mail.messageId };
    await mail.come(letter(headers, 'Hm, well.'));
    const enrolment = await readEnrolment(mail.app.db, ola.enrolmentId);
    await eraseProspect(mail.app, enrolment?.prospectId ?? '');
    const { rows } = await mail.app.db.query(
      `select from inbound_events where event::text like $1
        union all select from tasks where data::text like $1`,
      [`%${ola.email}%`],
    );
    expect(rows).toEqual([]);
    await mail.come(letter({ From: kari.email }, 'Out of office'));
    expect(await mail.state(kari.enrolmentId)).toMatchObject(stopped);
  });
});

describe('an opt-out by mail', () => {
  test('is of whom our signed token names, and of the address that it came from', async () => {
    const to = await mail.write();
    const prospectId = (await readEnrolment(mail.app.db, to.enrolmentId))?.prospectId ?? '';
    const claim = { prospectId, enrolmentId: to.enrolmentId };
    const token = signUnsubscribeToken(mail.app.keys.unsubscribe, claim);
    const home = `kari-${randomUUID()}@home.example`;
    const headers = { From: home, To: 'unsubscribe@fjord.example', Subject: token };
    const receipt = await mail.come(letter(headers, ''));
    expect(receipt).toMatchObject({ kind: 'opt-out', receipts: [{ outcome: 'applied' }] });
    expect(await mail.state(to.enrolmentId)).toMatchObject({ exitReason: 'opted_out' });
    expect(await mail.suppressed(to.email)).toBe(true);
    expect(await mail.suppressed(home)).toBe(true);
  });

  test('with a token that is not ours is of its writer alone', async () => {
    const to = await mail.write();
    const home = `kari-${randomUUID()}@home.example`;
    const headers = { From: home, To: 'unsubscribe@fjord.example', Subject: 'A'.repeat(66) };
    const receipt = await mail.come(letter(headers, ''));
    expect(receipt.receipts).toMatchObject([{ outcome: 'unmatched' }]);
    expect(await mail.suppressed(home)).toBe(true);
    expect(await mail.state(to.enrolmentId)).toMatchObject({ status: 'active' });
  });
});

test('the same mail by two sources is one reply, also at the same time', async () => {
  const to = await mail.write();
  const raw = letter({ From: to.email, 'In-Reply-To': to.mail.messageId });
  const sources = ['inbox', 'mime', 'smtp'];
  const all = await Promise.all(sources.map((source) => mail.come(raw, { source })));
  const outcomes = all.flatMap(({ receipts }) => receipts.map(({ outcome }) => outcome));
  expect(outcomes.toSorted()).toEqual(['applied', 'duplicate', 'duplicate']);
  expect((await mail.come(raw, { source: 'late' })).receipts).toMatchObject([
    { outcome: 'duplicate', enrolmentId: to.enrolmentId },
  ]);
  expect(await mail.tasks(to.enrolmentId)).toHaveLength(1);
  expect(await readTouches(mail.app.db, to.enrolmentId)).toHaveLength(2);
});
