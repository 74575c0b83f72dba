/**
 * A year of five cadences, made in the database in one go: enrolments, their touches, what people said, and the history of it
 * all (about ten rows an enrolment). Rows come in the order in which they would have been written.
 */
import type { Db } from '../../src/store/db.ts';

const mailboxKeys = Array.from({ length: 10 }, (_, nth) => `box-${nth}`);
/** Keys of the year's cadences. */
export const cadenceKeys = Array.from({ length: 5 }, (_, nth) => `road-${nth}`);

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
${mailboxKeys.map((key) => `  - { key: ${key}, smtp_env: SMTP_URL, from: ${key}@fjord.example, timezone: Europe/Oslo, caps: { per_day: 60 } }`).join('\n')}
pools: { sales: [${mailboxKeys.join(', ')}] }
caps: { pools: { sales: { per_day: 500 } } }
sources: [{ key: crm, scheme: standard, secret_env: BENCH_SECRET }]
`;

const stages = ['prospecting', 'preparation', 'presentation', 'closing'];
const stageOf = (step: number) => stages[Math.floor((step - 1) / 2)];
const cadence = (key: string) => `
key: ${key}
title: The ${key}
stages: [${stages.join(', ')}]
sender: { pool: sales }
cap: { per_day: 150 }
schedule: { timezone: Europe/Oslo, min_gap: 0s, jitter: 0s }
steps:
${Array.from({ length: 8 }, (_, nth) => stepText(nth + 1)).join('\n')}
on: { reply: { pause: true } }
`;

function stepText(step: number): string {
  const does =
    step === 4
      ? 'task: { kind: call, title: Ring }'
      : step === 1
        ? 'email: { variants: [{ id: a, weight: 1, template: bench/one }, { id: b, weight: 1, template: bench/two }] }'
        : 'email: { template: bench/two, thread: reply }';
  return `  - { id: s${step}, stage: ${stageOf(step)}, ${step === 1 ? '' : 'after: 4 days, '}${does} }`;
}

/** The files of the year's cadences, for `install`. */
export const yearFiles: Readonly<Record<string, string>> = {
  'workspace.yaml': workspace,
  ...Object.fromEntries(cadenceKeys.map((key) => [`${key}.yaml`, cadence(key)])),
};

/** Who ended how, in shares of all that have ended before their last step. */
const ends = `
  case when u < 0.04 then 'closed_won' when u < 0.14 then 'closed_lost' when u < 0.18 then 'opted_out'
       when u < 0.20 then 'bounced' else 'replied' end`;

const statements: readonly string[] = [
  'select setseed(0.25)',
  // Three older versions of each cadence, of the same words.
  `insert into cadence_versions (hash, key, number, definition, source, templates, created_at)
   select v.hash || '-' || n, v.key, 1 + n, v.definition, v.source, v.templates, now() - make_interval(days => 90 * n)
     from cadence_versions v, generate_series(1, 3) n where v.key like 'road-%' and v.number = 1`,
  // Two of three began within the year, the others in the last weeks; in the order of their beginnings.
  `create unlogged table people as
   select row_number() over (order by at)::int as n, at, u, cadence, stop, uuidv7(at - now()) as prospect_id,
          uuidv7(at - now() + interval '1 ms') as id, 'box-' || floor(random() * 10) as mailbox
     from (select now() - case when random() < 0.65 then random() * interval '365 days' else random() * interval '25 days' end as at,
                  random() as u, floor(5 * sqrt(random()))::int as cadence,
                  1 + floor(8 * random() * random())::int as stop
             from generate_series(1, $ENROLMENTS)) x`,
  `create unlogged table steps as
   select p.n, s.step, uuidv7(at + at_after - now()) as id, at + at_after as at, at + at_after < now() as is_past,
          s.step = p.stop as is_last
     from people p
    cross join lateral generate_series(1, least(8, p.stop + 1)) s(step)
    cross join lateral (select interval '10 minutes' + (s.step - 1) * interval '4 days' + random() * interval '6 hours' as at_after) a`,
  'create index on steps (n, step)',
  'analyze people, steps',
  `alter table people add column done int, add column ended_at timestamptz, add column reason text`,
  `update people p
      set done = s.done, ended_at = s.ended_at,
          reason = case when s.ended_at is not null and p.stop < 8 then ${ends} end
     from (select s.n, count(*) filter (where is_past and step <= p.stop)::int as done,
                  max(s.at + interval '9 hours') filter (where is_past and is_last and s.at + interval '9 hours' < now()) as ended_at
             from steps s join people p using (n) group by s.n) s
    where s.n = p.n`,
  'vacuum analyze people',
  `insert into prospects (id, email, address, first_name, last_name, company, country, owner, created_at, updated_at)
   select prospect_id, 'kari.' || n || '@firm-' || n % 20000 || '.example', 'kari.' || n || '@firm-' || n % 20000 || '.example',
          'Kari ' || n, 'Nordmann', 'Firm ' || n % 20000 || ' AS', 'NO', 'Owner ' || n % 25, at, at
     from people order by n`,
  `insert into enrolments (id, prospect_id, cadence_key, cadence_hash, status, stage, cursor, exit_reason, exit_rank,
                           pause_reason, pause_rank, owner, mailbox, stage_since, created_at, ended_at)
   select p.id, p.prospect_id, c.key, c.current_hash || case when 3 - p.n * 4 / $ENROLMENTS > 0 then '-' || 3 - p.n * 4 / $ENROLMENTS else '' end,
          case when reason is not null then 'exited' when ended_at is not null then 'completed'
               when u < 0.1 then 'paused' else 'active' end,
          ($STAGES)[(greatest(done, 1) + 1) / 2], 's' || least(8, done + 1), reason, case when reason is null then 0 else 5 end,
          case when ended_at is null and u < 0.1 then 'replied' end, case when ended_at is null and u < 0.1 then 3 else 0 end,
          'Owner ' || p.n % 25, p.mailbox, s.at, p.at, p.ended_at
     from people p
     join cadences c on c.key = 'road-' || p.cadence
     left join steps s on s.n = p.n and s.step = (greatest(done, 1) + 1) / 2 * 2 - 1
    order by p.n`,
  `insert into touches (id, enrolment_id, prospect_id, run, step_id, stage, channel, status, due_at, planned_at, mailbox, variant,
                        message_id, finished_at, clicked_at, created_at)
   select s.id, p.id, p.prospect_id, 0, 's' || step, ($STAGES)[(step + 1) / 2], case when step = 4 then 'task' else 'email' end,
          case when not is_past then 'scheduled' when step > p.stop then 'cancelled' when step = 4 then 'done' else 'sent' end,
          s.at, s.at, p.mailbox, case when step = 1 then case when random() < 0.5 then 'a' else 'b' end end,
          case when is_past and step <= p.stop and step <> 4 then '<' || s.id || '@fjord.example>' end,
          case when is_past then s.at end,
          case when is_past and step <= p.stop and step <> 4 and random() < 0.1 then s.at + interval '1 hour' end,
          s.at - interval '4 days'
     from steps s
     join people p using (n)
    where (step <= p.done or step = p.done + 1) and (is_past or p.ended_at is null)
    order by s.at`,
  `insert into stages_left (enrolment_id, stage, entered_at, left_at, spent)
   select p.id, ($STAGES)[(a.step + 1) / 2], a.at, b.at, b.at - a.at
     from people p
     join steps a on a.n = p.n and a.step % 2 = 1
     join steps b on b.n = p.n and b.step = a.step + 2
    where b.step <= p.done
    order by b.at`,
  `insert into inbound_events (id, source, event_id, type, occurred_at, received_at, event, outcome, prospect_id, enrolment_id)
   select uuidv7(x.at - now()), 'crm', x.type || x.n, x.type, x.at, x.at, x.event, 'applied', prospect_id, id
     from (select p.n, p.id, p.prospect_id, t.type, t.event, s.at + t.after as at
             from people p
             join steps s on s.n = p.n and s.step = p.done
            cross join lateral (values
              ('reply.received', '{"text":"Tell me more.","intent":"positive"}'::jsonb, interval '8 hours', reason = 'replied' and u < 0.35 or reason = 'closed_won'),
              ('reply.auto', '{"text":"I am away."}', interval '2 minutes', p.n % 11 = 0),
              ('reply.objection', jsonb_build_object('category', (array['price', 'timing', 'competitor', 'need'])[1 + p.n % 4]), interval '7 hours', reason = 'closed_lost'),
              ('deal.won', '{}', interval '9 hours', reason = 'closed_won'),
              ('deal.lost', '{}', interval '9 hours', reason = 'closed_lost'),
              ('email.bounced', '{"hard":true}', interval '1 minute', reason = 'bounced'),
              ('email.complained', '{}', interval '5 hours', p.n % 1500 = 0)) t(type, event, after, was_told)
            where t.was_told and s.at + t.after < now()) x
    order by x.at`,
  `insert into enrolment_events (enrolment_id, event_id, settled)
   select enrolment_id, id, true from inbound_events order by received_at`,
  `insert into tasks (prospect_id, enrolment_id, touch_id, kind, title, status, owner, due_at, created_at, closed_at)
   select t.prospect_id, t.enrolment_id, t.id, 'call', 'Ring', 'done', e.owner, t.due_at, t.due_at - interval '3 hours', t.finished_at
     from touches t join enrolments e on e.id = t.enrolment_id where t.channel = 'task' and t.status = 'done' order by t.finished_at`,
  `insert into tasks (prospect_id, enrolment_id, event_id, kind, title, status, owner, due_at, created_at)
   select i.prospect_id, i.enrolment_id, i.id, 'reply', 'Answer', 'open', e.owner, i.received_at + interval '4 hours', i.received_at
     from inbound_events i join enrolments e on e.id = i.enrolment_id
    where i.type = 'reply.received' and i.received_at > now() - interval '14 days' order by i.received_at`,
  `insert into timeline (at, prospect_id, enrolment_id, touch_id, event_id, type, data)
   select x.* from (
     select at, prospect_id, id, null::uuid, null::uuid, 'enrolment.created', '{}'::jsonb from people
     union all
     select t.planned_at - interval '4 days', t.prospect_id, t.enrolment_id, t.id, null, 'touch.planned', jsonb_build_object('step', t.step_id, 'dueAt', t.due_at) from touches t
     union all
     select t.finished_at, t.prospect_id, t.enrolment_id, t.id, null, x.type, jsonb_build_object('step', t.step_id)
       from touches t, unnest(array['touch.handed_over', 'touch.sent']) x(type) where t.status in ('sent', 'done')
     union all
     select l.entered_at, e.prospect_id, e.id, null, null, 'stage.entered', jsonb_build_object('stage', l.stage)
       from stages_left l join enrolments e on e.id = l.enrolment_id
     union all
     select coalesce(stage_since, created_at), prospect_id, id, null, null, 'stage.entered', jsonb_build_object('stage', stage) from enrolments
     union all
     select received_at, prospect_id, enrolment_id, null, id, type, '{}' from inbound_events
     union all
     select ended_at, prospect_id, id, null, null, 'enrolment.' || status, jsonb_strip_nulls(jsonb_build_object('reason', exit_reason))
       from enrolments where ended_at is not null) x
    order by 1`,
  `insert into imports (id, cadence_key, status, rows_total, rows_read, accepted, refused, created_by, created_at, moved_at, finished_at)
   select gen_random_uuid(), 'road-4', 'finished', $ENROLMENTS / 10, $ENROLMENTS / 10, $ENROLMENTS / 10, 0, 'bench', now(), now(), now()`,
  `update enrolments set import_id = (select id from imports)
    where id in (select id from people where n > $ENROLMENTS - $ENROLMENTS / 10)`,
  'drop table people, steps',
  'vacuum analyze',
];

/** @returns how many rows there are of what is many */
export async function addYear(
  db: Db,
  enrolments: number,
): Promise<{ readonly touches: number; readonly timeline: number }> {
  const stageArray = `array[${stages.map((stage) => `'${stage}'`).join(', ')}]`;
  // One connection, since the seed of chance is its own.
  await db.session(async (client) => {
    for (const text of statements) {
      await client.query(
        text.replaceAll('$ENROLMENTS', String(enrolments)).replaceAll('$STAGES', stageArray),
      );
    }
  });
  const { rows } = await db.query<{ touches: number; timeline: number }>(
    `select (select count(*)::int from touches) as touches, (select count(*)::int from timeline) as timeline`,
  );
  return rows[0] ?? { touches: 0, timeline: 0 };
}
