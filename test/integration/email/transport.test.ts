import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { buildMessage, type Message } from '../../../src/email/message.ts';
import { createTransport, type MailTransport } from '../../../src/email/transport.ts';
import { verifySmtp } from '../../../src/email/verify-smtp.ts';
import {
  type Behaviour,
  type SmtpServerOptions,
  startSmtpServer,
  type TestSmtpServer,
} from '../../helpers/smtp.ts';
import { waitFor } from '../../helpers/wait.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

async function serve(
  behave?: (to: string, nth: number) => Behaviour,
  options?: SmtpServerOptions,
): Promise<TestSmtpServer> {
  const server = await startSmtpServer(behave, options);
  opened.push(server);
  return server;
}

function connect(url: string, deadlineMs = 10_000): MailTransport {
  const transport = createTransport({ url, maxConnections: 10, deadlineMs });
  opened.push(transport);
  return transport;
}

function mail(to = 'kari@example.no', text = 'Hei\n'): Message {
  return buildMessage({
    from: { name: 'Ingrid', address: 'ingrid@fjordrute.example' },
    to: { name: 'Kari', address: to },
    subject: 'Rutene',
    html: `<pre>${text}</pre>`,
    text,
    messageId: `<${randomUUID()}@fjordrute.example>`,
    date: new Date('2026-11-24T09:00:00Z'),
  });
}

/** The url of the server with a login in it. */
function withLogin(url: string, user: string, pass: string): string {
  const whole = new URL(url);
  whole.username = user;
  whole.password = pass;
  return whole.href;
}

const commandsOf = (server: TestSmtpServer) =>
  server.commands.map((line) => line.split(/[ :]/)[0]?.toUpperCase());

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
    expect(tookMs).toBeGreaterThanOrEqual(290);
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

describe('a login', () => {
  const login = { user: 'ingrid@fjordrute.example', pass: 'p@ss:w/rd æ' };

  test('is taken from the URL', async () => {
    const server = await serve(undefined, { login });
    const transport = connect(withLogin(server.url, login.user, login.pass));
    expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    expect(commandsOf(server).filter((verb) => verb === 'AUTH')).toHaveLength(1);
  });

  test('that is wrong: not sent, the mailbox is at fault, and no connection stays behind', async () => {
    const server = await serve(undefined, { login });
    const transport = connect(withLogin(server.url, login.user, 'wrong'));
    for (let n = 0; n < 3; n += 1) {
      expect(await transport.send(mail())).toMatchObject({
        kind: 'not_sent',
        mailbox: true,
        detail: expect.stringContaining('535 5.7.8 Wrong'),
      });
    }
    await waitFor('the connections to be closed', () => server.connections.open === 0);
    expect(server.seen).toEqual([]);
  });

  test('that is refused for now is no fault of the mailbox', async () => {
    const server = await serve(undefined, { login, badLogin: '454 4.7.0 Try again' });
    const outcome = await connect(withLogin(server.url, login.user, 'x')).send(mail());
    expect(outcome).toMatchObject({ kind: 'not_sent', mailbox: false });
  });

  test('can be looked at without a mail', async () => {
    const server = await serve(undefined, { login });
    expect(await verifySmtp(withLogin(server.url, login.user, login.pass), 5_000)).toBeNull();
    expect(await verifySmtp(withLogin(server.url, login.user, 'wrong'), 5_000)).toContain('535');
    expect(commandsOf(server)).not.toContain('MAIL');
  });

  test('of a server that says nothing is given up', async () => {
    const mute = createServer(() => undefined);
    const port = await new Promise((resolve) => {
      mute.listen(0, '127.0.0.1', () => resolve(Reflect.get(Object(mute.address()), 'port')));
    });
    expect(await verifySmtp(`smtp://127.0.0.1:${port}`, 200)).toBe('no answer within 0.2 s');
    mute.close();
  });
});

describe('TLS', () => {
  test('is used when the server offers it, and a certificate that nobody signed is refused', async () => {
    const server = await serve(undefined, { starttls: true });
    const url = server.url.replace('?ignoreTLS=true', '');
    expect(await connect(url).send(mail())).toMatchObject({
      kind: 'not_sent',
      mailbox: false,
      detail: expect.stringMatching(/certificate/),
    });
    const trusting = await connect(`${url}?rejectUnauthorized=false`).send(mail());
    expect(trusting).toMatchObject({ kind: 'sent' });
    expect(commandsOf(server)).toContain('STARTTLS');
  });

  test('can be demanded: without it nothing is sent', async () => {
    const server = await serve();
    const url = server.url.replace('?ignoreTLS=true', '?requireTLS=true');
    expect(await connect(url).send(mail())).toMatchObject({ kind: 'not_sent' });
    expect(commandsOf(server)).not.toContain('MAIL');
  });
});

describe('the pool', () => {
  test('ten at once take ten connections, and thirty more take no other', async () => {
    const server = await serve(() => ({ stallMs: 20 }));
    const transport = connect(server.url);
    for (let round = 0; round < 4; round += 1) {
      const sent = await Promise.all(Array.from({ length: 10 }, () => transport.send(mail())));
      expect(sent.map(({ kind }) => kind)).toEqual(Array(10).fill('sent'));
    }
    expect(server.accepted).toHaveLength(40);
    expect(server.connections).toEqual({ opened: 10, open: 10 });
  });

  test('close() says QUIT on each connection', async () => {
    const server = await serve(() => ({ stallMs: 20 }));
    const transport = connect(server.url);
    await Promise.all([1, 2, 3].map(() => transport.send(mail())));
    await transport.close();
    await waitFor('the connections to be closed', () => server.connections.open === 0);
    expect(commandsOf(server).filter((verb) => verb === 'QUIT')).toHaveLength(3);
  });

  test.each(['hangUp', 'dismiss'] as const)(
    'connections that the server ended while they were idle (%s) cost no mail',
    async (end) => {
      const server = await serve();
      const transport = connect(server.url);
      await Promise.all([1, 2, 3].map(() => transport.send(mail())));
      server[end]();
      const sent = await Promise.all([1, 2, 3].map(() => transport.send(mail())));
      expect(sent.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
      expect(server.accepted).toHaveLength(6);
      expect(new Set(server.accepted.map(({ messageId }) => messageId)).size).toBe(6);
    },
  );

  test('a server that closes at the next MAIL, not before, costs no mail either', async () => {
    const server = await serve(undefined, {
      mail: (nth) => (nth === 2 ? '421 4.4.2 Waited too long' : null),
    });
    const transport = connect(server.url);
    for (let n = 0; n < 3; n += 1) {
      expect(await transport.send(mail())).toMatchObject({ kind: 'sent' });
    }
    expect(server.accepted).toHaveLength(3);
  });

  test('a server that closes at every first MAIL is not asked for ever', async () => {
    const server = await serve(undefined, { mail: () => '421 4.3.2 Closing' });
    const outcome = await connect(server.url).send(mail());
    expect(outcome).toMatchObject({ kind: 'deferred', replyCode: 421, status: '4.3.2' });
    expect(server.connections.opened).toBe(1);
  });
});
