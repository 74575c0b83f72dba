import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { launcher } from '../../helpers/launcher.ts';
import { smoke, templates, writeFiles } from '../../helpers/system.ts';

const endsWithinMs = 100_000;

/** Nobody is there: no test asks the DNS of the machine. */
const DNS_SERVERS = '127.0.0.1:9';

// A process takes a second to start, and several times that on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 });

/** What a command has said, and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what an answer holds
  json(): any;
}

/** A folder as somebody who works with cadences has it, and the command line in it. */
export interface TestCli {
  readonly folder: string;
  /** Runs `cadence …` in the folder, as a process of its own. */
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ran>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: default, smtp_env: SMTP_URL, from: "Kari Nordmann <kari@fjord.example>", timezone: Europe/Oslo }]
sources: [{ key: crm, scheme: standard, secret_env: CRM_WEBHOOK_SECRET }]
`;

/** On working days in Norway, so that the calendar has something to do. */
const office = `
key: office
title: Office
stages: [prospecting, closing]
schedule:
  timezone: prospect
  default_timezone: Europe/Oslo
  days: [mon, tue, wed, thu, fri]
  windows: ["08:30-11:30"]
  holidays: prospect
steps:
  - { id: hello, stage: prospecting, email: { template: smoke/one } }
  - { id: call, after: 1 business day, task: { kind: call, title: "Ring {{prospect.email}}" } }
  - { id: offer, after: 2 days, stage: closing, email: { template: smoke/two, thread: reply } }
`;

/** @param environment  what every command in it sees, as `DATABASE_URL` */
export async function openCli(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestCli> {
  const folder = await mkdtemp(join(tmpdir(), 'cadence-cli-'));
  const write = (files: Readonly<Record<string, string>>) => writeFiles(folder, files);
  await write({
    'cadences/workspace.yaml': workspace,
    'cadences/smoke.yaml': smoke,
    'cadences/office.yaml': office,
  });
  await writeFiles(join(folder, 'templates'), templates);
  const { PATH = '', HOME = '' } = process.env;
  return {
    folder,
    write,
    run: (args, more = {}) =>
      run(folder, args, { PATH, HOME, DNS_SERVERS, ...environment, ...more }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: endsWithinMs,
    killSignal: 'SIGKILL',
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const [code, signal] = await once(child, 'close');
  const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString());
  if (signal !== null) throw new Error(`cadence ${args.join(' ')} did not end: ${stderr}`);
  const said = { code, stdout: stdout ?? '', stderr: stderr ?? '' };
  // Whatever a person types, no stack is what they get.
  if (/^ {4}at /m.test(said.stderr)) throw new Error(`cadence ${args.join(' ')}: ${said.stderr}`);
  return { ...said, json: () => JSON.parse(said.stdout) };
}
