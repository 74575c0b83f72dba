import { expect, test } from 'vitest';
import { createDns } from '../../../src/email/dns.ts';
import { startDns } from '../../helpers/dns.ts';
import { freePort } from '../../helpers/free-port.ts';

test('what is there, what is not, and what nobody says', async () => {
  const long = 'x'.repeat(1_000);
  const server = await startDns({
    'fjord.example': { txt: [long, 'short'], mx: ['20 b.example', '10 a.example'] },
    'failing.example': { broken: 'failing' },
    'silent.example': { broken: 'silent' },
  });
  const dns = createDns([server.server]);
  try {
    const { records } = { records: [], ...(await dns.txt('fjord.example')) };
    expect(records.toSorted()).toEqual(['short', long]);
    expect(await dns.mx('fjord.example')).toMatchObject({
      records: [{ exchange: 'a.example' }, { exchange: 'b.example' }],
    });
    const nothing = { known: true, records: [] };
    expect(await dns.addresses('fjord.example')).toEqual(nothing);
    expect(await dns.txt('nowhere.example')).toEqual(nothing);
    expect(await dns.txt(`${'a'.repeat(80)}.example`)).toEqual(nothing);
    expect(await dns.txt('failing.example')).toMatchObject({ known: false });
    // An answer is asked for once.
    const asked = server.asked.length;
    await dns.txt('fjord.example');
    expect(server.asked).toHaveLength(asked);
    expect(await dns.mx('silent.example')).toEqual({
      known: false,
      why: 'the DNS does not answer for silent.example',
      away: false,
    });
  } finally {
    dns.close();
    await server.close();
  }
});

test('where no server is, that is said', async () => {
  const away = createDns([`127.0.0.1:${await freePort()}`]);
  expect(await away.txt('fjord.example')).toMatchObject({ known: false, away: true });
});
