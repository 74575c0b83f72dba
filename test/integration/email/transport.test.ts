import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { connect, mail, serve } from './conversations.ts';

describe('a mail that is taken', () => {
  test('is on the server byte by byte, and the answer is kept', async () => {
    const server = await serve();
    const message = mail();
    const outcome = await connect(server.url).send(message);
    expect(outcome).toMatchObject({ kind: 'sent', response: expect.stringMatching(/^250 /) });
    expect(server.accepted.map(({ raw }) => raw)).toEqual([message.raw]);
    expect(server.commands).toContain('MAIL FROM:<ingrid@fjordrute.example>');
    expect(server.commands).toContain('RCPT TO:<kari@example.no>');
  });

  test('may have lines that begin with dots, or are nothing else', async () => {
    const server = await serve();
    const text = '.\n..\n...\n.a\n\n.\r\n.\n';
    const message = mail('kari@example.no', text);
    expect(await connect(server.url).send(message)).toMatchObject({ kind: 'sent' });
    expect(server.accepted[0]?.raw).toEqual(message.raw);
  });

  test('may be large', async () => {
    const server = await serve();
    const message = mail(
      'kari@example.no',
      `${'Å være eller ikke være. '.repeat(80)}\n`.repeat(500),
    );
    expect(message.raw.length).toBeGreaterThan(2_000_000);
    expect(await connect(server.url).send(message)).toMatchObject({ kind: 'sent' });
    expect(server.accepted[0]?.raw.equals(message.raw)).toBe(true);
  });

  test('to an international address is announced as such (RFC 6531)', async () => {
    const server = await serve();
    expect(await connect(server.url).send(mail('kåre@møller.example'))).toMatchObject({
      kind: 'sent',
    });
    expect(server.commands).toContain('MAIL FROM:<ingrid@fjordrute.example> SMTPUTF8');
    expect(server.commands).toContain('RCPT TO:<kåre@xn--mller-vua.example>');
  });
});

describe('a mail that is refused', () => {
  test.each([
    ['greylist', 'deferred', { replyCode: 450, status: '4.2.0' }],
    ['reply 451 Try again later', 'deferred', { replyCode: 451, status: null }],
    ['reply 421 4.3.2 Closing', 'deferred', { replyCode: 421, status: '4.3.2' }],
    ['unknown-user', 'failed', { replyCode: 550, about: 'recipient', status: '5.1.1' }],
    ['reply 550 No such user', 'failed', { replyCode: 550, about: 'recipient', status: null }],
    ['reply 550 5.7.1 Relaying denied', 'failed', { replyCode: 550, about: 'sender' }],
    ['reply 552 5.2.2 Mailbox full', 'failed', { replyCode: 552, about: 'message' }],
    ['policy', 'failed', { replyCode: 554, about: 'sender', status: '5.7.1' }],
  ] as const)('%s: %s', async (behaviour, kind, details) => {
    const server = await serve((to) => (to.startsWith('kari') ? behaviour : 'accept'));
    const transport = connect(server.url);
    const outcome = await transport.send(mail());
    expect(outcome).toMatchObject({ kind, ...details });
    expect(outcome).toMatchObject({ response: expect.stringContaining(String(details.replyCode)) });
    expect(server.accepted).toEqual([]);
    // Nothing of it is left over for the next.
    expect(await transport.send(mail('ola@example.no'))).toMatchObject({ kind: 'sent' });
    expect(server.accepted.map(({ to }) => to)).toEqual(['ola@example.no']);
    expect(server.connections.opened).toBe(details.replyCode === 421 ? 2 : 1);
  });

  test('because of its sender', async () => {
    const server = await serve(undefined, { mail: () => '553 5.1.8 Domain not found' });
    expect(await connect(server.url).send(mail())).toMatchObject({
      kind: 'failed',
      about: 'sender',
      status: '5.1.8',
    });
  });

  test('and asked for again is taken: greylisting', async () => {
    const server = await serve((_to, nth) => (nth === 1 ? 'greylist' : 'accept'));
    const transport = connect(server.url);
    const message = mail();
    expect(await transport.send(message)).toMatchObject({ kind: 'deferred' });
    expect(await transport.send(message)).toMatchObject({ kind: 'sent' });
    expect(server.accepted).toHaveLength(1);
  });
});

describe('a line that breaks', () => {
  test('after the last dot: nobody knows, and nothing is sent again', async () => {
    const server = await serve(() => 'drop-after-dot');
    const outcome = await connect(server.url).send(mail());
    expect(outcome).toMatchObject({
      kind: 'unknown',
      detail: expect.stringMatching(/clos|reset/i),
    });
    expect(server.seen).toHaveLength(1);
    expect(server.connections.opened).toBe(1);
  });

  test('before the message: it is surely not sent', async () => {
    const server = await serve(() => 'drop-before-data');
    expect(await connect(server.url).send(mail())).toMatchObject({
      kind: 'not_sent',
      mailbox: false,
    });
    expect(server.seen).toEqual([]);
  });

  test('before the message, on a connection that has worked: tried on a new one', async () => {
    const server = await serve((_to, nth) => (nth === 2 ? 'drop-before-data' : 'accept'));
    const transport = connect(server.url);
    expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    expect(server.accepted).toHaveLength(2);
    expect(server.connections.opened).toBe(2);
  });

  test('nobody listens: told with the reason', async () => {
    const free = createServer();
    const port = await new Promise((resolve) => {
      free.listen(0, '127.0.0.1', () => resolve(Reflect.get(Object(free.address()), 'port')));
    });
    await new Promise((resolve) => free.close(resolve));
    const outcome = await connect(`smtp://127.0.0.1:${port}`).send(mail());
    expect(outcome).toMatchObject({
      kind: 'not_sent',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test.each(['421 4.3.2 Too busy', '554 5.7.1 Go away'])(
    'the greeting is %s: not sent, and told so',
    async (reply) => {
      const server = await serve(undefined, { greet: (nth) => (nth === 1 ? reply : null) });
      const transport = connect(server.url);
      expect(await transport.send(mail())).toMatchObject({
        kind: 'not_sent',
        mailbox: false,
        detail: expect.stringContaining(reply),
      });
      expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    },
  );
});

describe('the deadline', () => {
  const within = async (work: Promise<unknown>) => {
    const startedAt = performance.now();
    const outcome = await work;
    return { outcome, tookMs: performance.now() - startedAt };
  };

  test('passes while the server thinks about the message: unknown, and in time', async () => {
    const server = await serve(() => ({ stallMs: 2_000 }));
    const { outcome, tookMs } = await within(connect(server.url, 300).send(mail()));
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(tookMs).toBeGreaterThanOrEqual(270);
    expect(tookMs).toBeLessThan(1_500);
    // Unknown is the truth: this server took it in the end.
    await waitFor('the server to take it', () => server.accepted.length === 1);
  });

  test('passes before the message: not sent, and in time', async () => {
    const server = await serve(() => 'silent');
    const { outcome, tookMs } = await within(connect(server.url, 300).send(mail()));
    expect(outcome).toMatchObject({ kind: 'not_sent' });
    expect(tookMs).toBeLessThan(1_500);
    expect(server.seen).toEqual([]);
  });

  test('passes before the greeting: not sent, and in time', async () => {
    const mute = createServer(() => undefined);
    const port = await new Promise((resolve) => {
      mute.listen(0, '127.0.0.1', () => resolve(Reflect.get(Object(mute.address()), 'port')));
    });
    const { outcome, tookMs } = await within(connect(`smtp://127.0.0.1:${port}`, 300).send(mail()));
    mute.close();
    expect(outcome).toMatchObject({ kind: 'not_sent' });
    expect(tookMs).toBeLessThan(1_500);
  });

  test('is not used up by the one before', async () => {
    const server = await serve((to) => (to.startsWith('slow') ? { stallMs: 500 } : 'accept'));
    const transport = connect(server.url, 1_800);
    for (let n = 0; n < 4; n += 1) {
      expect(await transport.send(mail('slow@example.no'))).toMatchObject({ kind: 'sent' });
    }
  });

  test('leaves no connection behind that it has cut', async () => {
    const server = await serve((_to, nth) => (nth === 1 ? { stallMs: 3_000 } : 'accept'));
    const transport = connect(server.url, 1_000);
    await transport.send(mail());
    expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    expect(server.connections.opened).toBe(2);
  });
});
