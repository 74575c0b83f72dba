import { describe, expect, test } from 'vitest';
import { readWebhook } from '../../../src/inbound/sources/read-webhook.ts';
import { ratio } from '../../corpora/score.ts';
import {
  bodyOf,
  fieldsOf,
  isSigned,
  readLabels,
  schemeOf,
  scoreWebhooks,
  verifyLabel,
} from '../../corpora/webhooks.ts';
import { corpus } from '../../helpers/corpora.ts';

const folder = corpus('webhooks');

describe.skipIf(folder === null)('webhooks that others wrote', () => {
  const labels = folder === null ? [] : readLabels(folder);

  test('97 of 100 fields are right, every bad signature is refused, every good one accepted', async () => {
    const [fields, , refused, accepted] = await scoreWebhooks(folder ?? '');
    const wrong = (await Promise.all(labels.map(fieldsOf))).flat().filter(({ right }) => !right);
    expect(fields?.of).toBeGreaterThan(90);
    expect(fields && ratio(fields), JSON.stringify(wrong, null, 1)).toBeGreaterThanOrEqual(0.97);
    expect(refused).toMatchObject({ right: refused?.of });
    expect(refused?.of).toBeGreaterThan(8);
    expect(accepted).toMatchObject({ right: accepted?.of });
  });

  test('no signature holds for a body with one byte more', async () => {
    const bodies = labels.filter((label) => isSigned(label) && label.verify?.valid === true);
    // These sign something else than the body: a token, a password, an organisation.
    const covered = bodies.filter(({ provider }) =>
      ['hubspot', 'close', 'resend', 'standard-webhooks', 'sendgrid'].includes(provider),
    );
    expect(covered.length).toBeGreaterThan(15);
    for (const label of covered) {
      const { bodyEncoding: _, ...rest } = label;
      const more = { ...rest, body: `${bodyOf(label).toString('latin1')} ` };
      expect((await verifyLabel(more)).ok, label.file).toBe(false);
    }
  });

  test('read twice, and without headers, nothing throws and ids stay', async () => {
    for (const label of labels) {
      const read = () => readWebhook(schemeOf(label), bodyOf(label));
      expect((await read()).events).toEqual((await read()).events);
    }
  });
});
