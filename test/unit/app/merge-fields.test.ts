import { expect, test } from 'vitest';
import { mailContext } from '../../../src/app/sending/compose-mail.ts';
import { mergeFields, openMappings } from '../../../src/domain/language/merge-fields.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import { emptyWorkspace } from '../../../src/domain/language/workspace.ts';

const { cadence } = parseCadence(
  'key: k\ntitle: T\nsteps: [{ id: one, email: { template: a/one } }]\n',
  'k.yaml',
);

function leaves(value: unknown, way: string): string[] {
  if (openMappings.includes(way)) return [way];
  if (typeof value !== 'object' || value === null) return [way];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, way === '' ? key : `${way}.${key}`),
  );
}

test('the fields that lint knows are those that mails get', () => {
  const [step] = cadence?.steps ?? [];
  if (cadence === null || step === undefined) throw new Error('no cadence');
  const context = mailContext(
    emptyWorkspace,
    cadence,
    step,
    {
      prospect: {
        email: 'kari@fjord.example',
        domain: 'fjord.example',
        firstName: null,
        lastName: null,
        title: null,
        phone: null,
        company: null,
        country: null,
        timezone: null,
        locale: null,
        attributes: {},
      },
      owner: null,
      variables: {},
    },
    null,
    'https://fjord.example/u/x',
  );
  expect(leaves(context, '').sort()).toEqual([...mergeFields.mail, ...openMappings].sort());
});
