import { expect, test } from 'vitest';
import { emptyWorkspace, parseWorkspace } from '../../../../src/domain/language/workspace.ts';
import { parseDuration } from '../../../../src/domain/parse-duration.ts';
import { shippedFallback, shippedRules } from '../../../../src/domain/policy/countries.ts';

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
    return_path: Bounces@fjord.example
    opt_out_address: optout@møller.example
    dkim: { domain: Fjord.example, selector: s2026, key_env: DKIM_KEY }
pools: { sales: [default] }
sources:
  - { key: crm, scheme: standard, secret_env: CRM_WEBHOOK_SECRET, previous_secret_env: CRM_OLD, expect_every: 1 day, stage_map: { "Proposal sent": closing } }
policy: { lawful_basis: required, countries: { NO: { cold_mail: [] } }, retention: { events: 2 years, receipts: 30d } }
calendars:
  company:
    holidays: [2026-12-24, "12-31", "12-31"]
    half_days: { "12-23": "12:00" }
    blackout: [{ from: 2026-12-21, to: 2027-01-03, name: Christmas }, { from: 2026-07-06, to: 2026-07-31 }]
company_hold: { on: [reply, deal_won], for: 14 days, domains: { fjord.no: [fjord.com, Fjord.SE] } }
bounces: { soft_limit: 5, within: 2 weeks }
replies: { words: { nb: { price: [" svir "] } }, threshold: 0.6 }
attachments: { allow: ["https://Files.fjord.example"] }
tracking: { domain: Go.Fjord.example }
outbound: [{ url: "https://crm.example/hook", secret_env: OUT }]
`,
    'workspace.yaml',
  );
  expect(problems.map(({ severity, code }) => [severity, code])).toEqual([
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
        inbound: null,
        wire: {
          returnPath: 'bounces@fjord.example',
          optOutAddress: 'optout@xn--mller-vua.example',
          dkim: { domain: 'fjord.example', selector: 's2026', keyEnv: 'DKIM_KEY' },
        },
        provider: null,
        caps: null,
      },
    ],
    pools: { sales: ['default'] },
    companyHold: {
      on: new Set(['reply.received', 'deal.won']),
      forMs: 14 * 86_400_000,
      ownDomains: new Map([
        ['fjord.no', 'fjord.no'],
        ['fjord.com', 'fjord.no'],
        ['fjord.se', 'fjord.no'],
      ]),
    },
    bounces: { softLimit: 5, withinMs: 14 * 86_400_000 },
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
        authserv: [],
        expectEvery: parseDuration('1 day'),
        deferUnmatched: null,
      },
    ],
    policy: {
      lawfulBasis: {
        countries: new Map([
          ...Object.entries(shippedRules),
          [
            'NO',
            {
              coldMail: [],
              existingCustomer: true,
              recordedInterest: false,
              source: 'policy.countries.NO of workspace.yaml',
              url: null,
            },
          ],
        ]),
        fallback: shippedFallback,
      },
    },
    retention: { events: 730 * 86_400_000, receipts: 30 * 86_400_000 },
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
    replies: { words: { nb: { price: ['svir'] } }, threshold: 0.6, classifier: null },
    smtpIntake: null,
    attachments: { allow: ['https://files.fjord.example/'] },
    tracking: { domain: 'go.fjord.example' },
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

test('a company is held only where that is asked for; a number of soft bounces is the usual one', () => {
  const parsed = (text: string) => parseWorkspace(text, 'workspace.yaml').workspace;
  expect(parsed('sources: []')).toMatchObject({
    companyHold: null,
    bounces: { softLimit: 3, withinMs: 30 * 86_400_000 },
  });
  expect(parsed('company_hold: {}')?.companyHold).toEqual({
    on: new Set(['reply.received', 'reply.objection', 'meeting.booked']),
    forMs: null,
    ownDomains: new Map(),
  });
  expect(parsed('bounces: { soft_limit: none }')?.bounces).toBeNull();
});

test.each([
  ['company_hold: { on: [replies] }', 'invalid-value', 'there is reply, objection'],
  ['company_hold: { for: 3 business days }', 'invalid-duration', 'differ from person to person'],
  ['company_hold: { for: 0s }', 'invalid-duration', 'no time at all'],
  ['company_hold: { domains: { fjord.no: [gmail.com] } }', 'invalid-company-domain', 'public mail'],
  [
    'company_hold: { domains: { www.fjord.no: [] } }',
    'invalid-company-domain',
    'without subdomains',
  ],
  ['policy: { lawful_basis: yes }', 'invalid-value', 'not allowed here'],
  [
    'policy: { lawful_basis: required, countries: { norway: {} } }',
    'invalid-value',
    'two capitals',
  ],
  [
    'policy: { lawful_basis: required, countries: { NO: { cold_mail: [named] } } }',
    'invalid-value',
    'not allowed here',
  ],
  [
    'policy: { lawful_basis: required, default: { existing_customer: 2 years } }',
    'invalid-duration',
    '24 months',
  ],
  ['policy: { retain: 2 years }', 'unknown-key', 'retain'],
  ['bounces: { soft_limit: 0 }', 'invalid-value', 'from 1 to 100, or none'],
])('%s: %s', (text, code, words) => {
  const { workspace, problems } = parseWorkspace(text, 'workspace.yaml');
  expect(workspace).toBeNull();
  expect(problems.map((problem) => problem.code)).toEqual([code]);
  expect(problems[0]?.message).toContain(words);
});
