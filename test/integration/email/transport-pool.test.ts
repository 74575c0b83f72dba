import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { verifySmtp } from '../../../src/email/verify-smtp.ts';
import { waitFor } from '../../helpers/wait.ts';
import { commandsOf, connect, mail, serve, withLogin } from './conversations.ts';

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
