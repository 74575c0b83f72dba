import { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram, parts } from '../../src/commands/program.ts';

const program = await createProgram(() => {
  throw new Error('help opens nothing');
});

function all(command: Command): Command[] {
  return [command, ...command.commands.flatMap(all)];
}

/** What `--help` writes, on a terminal of eighty columns. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return text;
}

test('the help of every command', async () => {
  const pages = all(program).map(helpOf);
  expect(pages.length).toBeGreaterThan(25);
  await expect(pages.join(`${'='.repeat(80)}\n`)).toMatchFileSnapshot('../golden/help.txt');
});

test('every command is found by its name, in the file that makes it', async () => {
  for (const { names, load } of parts) {
    const made = new Command();
    (await load())(made, () => Promise.reject(new Error('nothing is opened here')));
    expect(made.commands.map((command) => command.name())).toEqual(names);
  }
});

test('every command that does something shows an example', () => {
  const silent = all(program)
    .filter((command) => command.commands.length === 0)
    .filter((command) => !/\nExamples?:\n {2}\$ /.test(helpOf(command)));
  expect(silent.map((command) => command.name())).toEqual([]);
});

test('everything that prints data has --json', () => {
  // An export is JSON whatever one says.
  const silent = ['up', 'api', 'worker', 'migrate', 'demo', 'revoke', 'export'];
  const without = all(program)
    .filter((command) => command.commands.length === 0)
    .filter((command) => !command.options.some((option) => option.long === '--json'));
  expect(without.map((command) => command.name()).toSorted()).toEqual(silent.toSorted());
});
