import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/commands/program.ts';
import { InvalidInput, messageOf } from '../../src/errors.ts';

const id = '0198c0de-0000-7000-8000-000000000000';

/** What somebody is told who has typed this; opening anything for it is a mistake of ours. */
async function told(args: readonly string[]): Promise<string> {
  let written = '';
  const program = await createProgram(() => Promise.reject(new Error('it opened the database')));
  for (const command of [program, ...program.commands.flatMap((c) => [c, ...c.commands])]) {
    command.exitOverride().configureOutput({
      writeErr: (text) => {
        written += text;
      },
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof InvalidInput) return `${error.code}: ${error.message}`;
    return error instanceof CommanderError ? written : messageOf(error);
  }
  return 'nothing';
}

test.each([
  ['explain kari@example.no', /^invalid_id: "kari@example\.no" is not the id of an enrolment\. /],
  ['exit 1', /^invalid_id: "1" is not the id of an enrolment\. "cadence status" shows ids\.$/],
  [
    'receipts show 17',
    /^invalid_id: "17" is not the id of a receipt\. "cadence receipts list" shows ids\.$/,
  ],
  ['receipts replay', /^nothing_named: Give the ids of receipts, or --all\.$/],
  [`receipts replay ${id} --all`, /^nothing_named: Give the ids of receipts, or --all\.$/],
  [`receipts replay --all --email kari@example.no`, /^fix_for_one: /],
  ['receipts list --since monday', /^invalid_date: "monday" is not a time such as 2026-12-01 or /],
  ['imports undo list.csv', /^invalid_id: "list\.csv" is not the id of an import\. /],
  [`pause ${id} --until 1`, /^invalid_date: "1" is not a time such as 2026-12-01 or /],
  [`pause ${id} --until 1999-01-01`, /^invalid_date: 1999-01-01 is not in the future/],
  [`pause ${id} --until 2030-02-30`, /^invalid_date: "2030-02-30" is not a time/],
  [`advance ${id}`, /required option '--stage <stage>' not specified/],
  ['status --status asleep', /'asleep' is invalid\. Allowed choices are pending, active, paused/],
  ['keys create', /required option '--role <role>' not specified/],
  ['keys create --role boss', /'boss' is invalid\. It is one of rep, manager, ops, crm, admin\./],
  ['up --port 65536', /'65536' is invalid\. It is a number from 0 to 65535\./],
  ['up --port x', /'x' is invalid\. It is a number from 0 to 65535\./],
  ['up --speed 0', /'0' is invalid\. It is a number of 1 or more\./],
  ['enrol new-business', /missing required argument 'who'/],
  ['simulate', /missing required argument 'cadence'\n\(add --help for the options and examples\)/],
  ['migrat', /unknown command 'migrat'\n\(Did you mean migrate\?\)/],
  ['status --cadance x', /unknown option '--cadance'\n\(Did you mean --cadence\?\)/],
  ['report', /^Usage: cadence report /],
])('%s', async (typed, expected) => {
  expect(await told(typed.split(' '))).toMatch(expected);
});
