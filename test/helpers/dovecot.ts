import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { freePort } from './free-port.ts';
import { waitFor } from './wait.ts';

const password = 'app:pass@word/2';

/** A real Dovecot of the test's own. Every user exists, with one password. */
export interface TestDovecot {
  /** Where the mail of a user is read. */
  url(user: string): string;
  /** A client of the test's own, logged in, to put mail in and to look what became of it. */
  client(user: string): Promise<ImapFlow>;
  /** Stops it as an outage does: every connection is cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Dovecot on a port of this machine, with its mail in a temporary folder. */
export async function startDovecot(): Promise<TestDovecot> {
  const home = await mkdtemp(join(tmpdir(), 'cadence-dovecot-'));
  await chmod(home, 0o755);
  const port = await freePort();
  const mail = mailUser();
  await mkdir(join(home, 'mail'));
  // Whoever runs Dovecot as root has its mail belong to somebody else.
  if (mail.asRoot) spawnSync('chown', [`${mail.uid}:${mail.gid}`, join(home, 'mail')]);
  const conf = join(home, 'dovecot.conf');
  await writeFile(conf, configuration(home, port, mail));
  const log = () => readFile(join(home, 'log'), 'utf8').catch(() => '');
  let stop = await launch(conf, port, log);

  const clients: ImapFlow[] = [];
  const client = async (user: string) => {
    const auth = { user, pass: password };
    const options = { host: '127.0.0.1', port, secure: false, auth, logger: false } as const;
    const opened = new ImapFlow({ ...options, disableAutoIdle: true });
    opened.on('error', () => undefined);
    await opened.connect();
    clients.push(opened);
    return opened;
  };
  return {
    url: (user) =>
      `imap://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}?ignoreTLS=true`,
    client,
    stop: () => stop(),
    start: async () => {
      stop = await launch(conf, port, log);
    },
    close: async () => {
      for (const one of clients) one.close();
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface MailUser {
  readonly asRoot: boolean;
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function mailUser(): MailUser {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { asRoot: false, name: username, uid, gid };
  return { asRoot: true, name: 'nobody', uid: 65_534, gid: 65_534 };
}

function configuration(home: string, port: number, { asRoot, name, uid, gid }: MailUser): string {
  const internal = asRoot
    ? ''
    : `default_internal_user = ${name}\ndefault_login_user = ${name}\ndefault_internal_group = ${gid}\n`;
  const chroot = asRoot ? '' : 'chroot =';
  return `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
${internal}
mail_location = maildir:${home}/mail/%u
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${home}/mail/%u
}
service imap-login {
  ${chroot}
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  ${chroot}
}
`;
}

/** Runs Dovecot until the returned function ends it. */
async function launch(
  conf: string,
  port: number,
  log: () => Promise<string>,
): Promise<() => Promise<void>> {
  const server = spawn('dovecot', ['-F', '-c', conf], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // It leads a group of its own: the processes of its clients would live on without it.
  const end = () => {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
  };
  process.once('exit', end);
  const exit = once(server, 'exit');
  await waitFor(`Dovecot on port ${port}`, async () => {
    if (server.exitCode !== null) throw new Error(`Dovecot ended: ${said}${await log()}`);
    return answers(port);
  });
  return async () => {
    process.off('exit', end);
    if (server.exitCode !== null || server.signalCode !== null) return;
    end();
    await exit;
  };
}

async function answers(port: number): Promise<boolean> {
  const auth = { user: 'probe', pass: password };
  const probe = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth,
    logger: false,
    verifyOnly: true,
  });
  probe.on('error', () => undefined);
  return probe.connect().then(
    () => true,
    () => false,
  );
}
