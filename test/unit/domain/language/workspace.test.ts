import { expect, test } from 'vitest';
import { parseDuration } from '../../../../src/domain/duration.ts';
import { emptyWorkspace, parseWorkspace } from '../../../../src/domain/language/workspace.ts';

test('a whole workspace', () => {
  const { workspace, problems } = parseWorkspace(
    `company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - key: default
    smtp_env: SMTP_URL
    from: "Kari Nordmann <kari@fjord.example>"
    reply_to: svar@fjord.example
    timezone: Europe/Oslo
    locale: nb
pools: { sales: [default] }
sources:
  - { key: crm, scheme: standard, secret_env: CRM_WEBHOOK_SECRET, previous_secret_env: CRM_OLD, expect_every: 1 day, stage_map: { "Proposal sent": closing } }
policy: { retention: 2 years }
calendars:
  company:
    holidays: [2026-12-24, "12-31", "12-31"]
    half_days: { "12-23": "12:00" }
    blackout: [{ from: 2026-12-21, to: 2027-01-03, name: Christmas }, { from: 2026-07-06, to: 2026-07-31 }]
replies: { words: { nb: { price: [" svir "] } }, threshold: 0.6 }
outbound: [{ url: "https://crm.example/hook", secret_env: OUT }]
`,
    'workspace.yaml',
  );
  expect(problems.map(({ severity, code }) => [severity, code])).toEqual([
    ['warning', 'not-acted-on'],
    ['warning', 'not-acted-on'],
  ]);
  expect(workspace).toEqual({
    company: { name: 'Fjord AS', postalAddress: 'Storgata 1, 0155 Oslo, Norway' },
    mailboxes: [
      {
        key: 'default',
        smtpEnv: 'SMTP_URL',
        from: { name: 'Kari Nordmann', address: 'kari@fjord.example' },
        replyTo: { name: null, address: 'svar@fjord.example' },
        timezone: 'Europe/Oslo',
        signature: null,
        locale: 'nb',
        provider: null,
        caps: null,
      },
    ],
    pools: { sales: ['default'] },
    caps: { pools: {}, providers: {}, perDomain: null },
    guardRails: null,
    sources: [
      {
        key: 'crm',
        scheme: 'standard',
        secretEnv: 'CRM_WEBHOOK_SECRET',
        previousSecretEnv: 'CRM_OLD',
        stageMap: { 'Proposal sent': 'closing' },
        wonStages: [],
        lostStages: [],
        ids: 'standard',
        topics: [],
        mapping: null,
        expectEvery: parseDuration('1 day'),
      },
    ],
    policy: { retention: '2 years' },
    calendars: {
      company: {
        holidays: ['12-31', '2026-12-24'],
        halfDays: { '12-23': 720 },
        blackouts: [
          { from: '2026-07-06', to: '2026-07-31', name: null },
          { from: '2026-12-21', to: '2027-01-03', name: 'Christmas' },
        ],
      },
    },
    replies: { words: { nb: { price: ['svir'] } }, threshold: 0.6 },
    outbound: [{ url: 'https://crm.example/hook', secret_env: 'OUT' }],
  });
});

test('an empty mapping is the empty workspace', () => {
  expect(parseWorkspace('{}\n', 'workspace.yaml')).toMatchObject({
    workspace: emptyWorkspace,
    problems: [],
  });
});

test('without a list of mailboxes a pool may name the one of SMTP_URL', () => {
  const { problems } = parseWorkspace('pools: { sales: [default] }\n', 'workspace.yaml');
  expect(problems).toEqual([]);
});

test('a message about a secret tells what to write instead', () => {
  const source = 'sources: [{ key: crm, scheme: standard, secret: hunter2, secret_env: A }]\n';
  const [problem] = parseWorkspace(source, 'workspace.yaml').problems;
  expect(problem?.code).toBe('secret-in-file');
  expect(problem?.message).toContain('secret_env: CRM_WEBHOOK_SECRET');
});
