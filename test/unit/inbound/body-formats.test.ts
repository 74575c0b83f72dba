import { describe, expect, test } from 'vitest';
import { readFieldPath } from '../../../src/domain/language/field-path.ts';
import { compileSource } from '../../../src/domain/language/source.ts';
import { readForm } from '../../../src/inbound/sources/form-body.ts';
import { sourceAdapters } from '../../../src/inbound/sources/registry.ts';
import { parseXml } from '../../../src/inbound/sources/xml.ts';

describe('XML', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    ['one in lower case, later', '<a><!doctype b></a>'],
    ['an entity of its own', '<a>&b;</a>'],
    ['a bare ampersand', '<a>b & c</a>'],
    ['a processing instruction', '<a><?php x ?></a>'],
    ['a tag that is not closed', '<a><b></a>'],
    ['two documents', '<a/><b/>'],
    ['text outside', 'x<a/>'],
    ['nothing', ''],
  ])('%s is refused', (_what, text) => {
    expect(parseXml(text)).toBeTypeOf('string');
  });

  test('elements, text, CDATA, entities and comments', () => {
    const text =
      '<?xml version="1.0"?><s:a xmlns:s="x"><!-- > --><b xsi:type="sf:C" c=">">1 &amp; &#x32;<![CDATA[<3>]]></b><d/></s:a>';
    expect(parseXml(text)).toEqual({
      name: 'a',
      text: '',
      type: null,
      children: [
        { name: 'b', text: '1 & 2<3>', type: 'C', children: [] },
        { name: 'd', text: '', type: null, children: [] },
      ],
    });
  });
});

test('the fields of a form, with files passed over', () => {
  const body = [
    '--x',
    'Content-Disposition: form-data; name="from"',
    '',
    'Kari <kari@example.no>',
    '--x',
    'Content-Disposition: form-data; name="attachment1"; filename="a.txt"',
    '',
    'a file',
    '--x',
    'Content-Disposition: form-data; name="text"',
    'Content-Type: text/plain; charset=iso-8859-1',
    '',
    'Hei p\u00e5 deg',
    '--x--',
    '',
  ].join('\r\n');
  const form = readForm(Buffer.from(body, 'latin1'), 'multipart/form-data; boundary="x"');
  expect([...(form ?? [])]).toEqual([
    ['from', 'Kari <kari@example.no>'],
    ['text', 'Hei på deg'],
  ]);
  expect(readForm(Buffer.from('a=1&b=%C3%A5+c&a=2'), 'application/x-www-form-urlencoded')).toEqual(
    new Map([
      ['a', '1'],
      ['b', 'å c'],
    ]),
  );
});

test('the fields of a mapped source, and the first event whose conditions hold', async () => {
  const path = readFieldPath;
  const source = compileSource({
    key: 'desk',
    scheme: 'mapped',
    each: path('changes'),
    fields: {
      id: path('id'),
      at: path('when'),
      email: path('who[0].mail'),
      stage: path('stage'),
      deal_id: path('deal'),
    },
    stage_map: { Offer: 'closing' },
    events: [
      { type: 'deal.won', when: { 'deal.state': ['Won', 1] } },
      { type: 'deal.lost', when: { state: 'Lost', open: false } },
      { type: 'deal.stage_changed', when: { state: 'Moved' } },
    ],
  });
  const changes = [
    { id: 1, when: 1_795_514_562, who: [{ mail: 'Kari@Example.no' }], deal: { state: 1 } },
    {
      id: 2,
      when: '2026-11-24 10:00:00',
      who: [{ mail: 'ola@example.no' }],
      state: 'Lost',
      open: false,
    },
    { id: 3, when: '2026-11-24T10:00:00+01:00', deal: 77, state: 'Moved', stage: 'Offer' },
    { id: 4, state: 'Lost', open: true },
  ];
  const rawBody = Buffer.from(JSON.stringify({ changes }));
  const read = await sourceAdapters.mapped.read(
    { method: 'POST', url: '', headers: {}, rawBody },
    source,
  );
  expect(read).toMatchObject({
    ok: true,
    items: [
      {
        eventId: '1',
        type: 'deal.won',
        occurredAt: new Date(1_795_514_562_000),
        event: { match: { email: 'kari@example.no' } },
      },
      { eventId: '2', type: 'deal.lost', occurredAt: new Date('2026-11-24T10:00:00Z') },
      {
        eventId: '3',
        occurredAt: new Date('2026-11-24T09:00:00Z'),
        event: { stage: 'closing', match: { dealId: { source: 'desk-deal', id: '77' } } },
      },
      { eventId: '4', type: 'unmapped', event: null },
    ],
  });
});
