import { describe, expect, test } from 'vitest';
import { defaultSchedule } from '../../../src/domain/schedule.ts';
import { isZone, otherZones, resolveZone, zoneOfCountry } from '../../../src/domain/zone.ts';
import { regionOf, zoneOfRegion } from '../../../src/domain/zone-regions.ts';

describe('the zone of a prospect', () => {
  const facts = {
    prospectZone: null,
    prospectCountry: null,
    prospectRegion: null,
    senderZone: 'Europe/Paris',
  };
  test.each([
    ['own', { prospectZone: 'Asia/Tokyo', prospectCountry: 'NO' }, 'Asia/Tokyo', 'prospect'],
    [
      'nonsense is passed over',
      { prospectZone: 'Mars/Olympus', prospectCountry: 'NO' },
      'Europe/Oslo',
      'country',
    ],
    ['of the country', { prospectCountry: 'US' }, 'America/New_York', 'country'],
    [
      'of the state',
      { prospectCountry: 'US', prospectRegion: 'Texas' },
      'America/Chicago',
      'region',
    ],
    [
      'of the state by code',
      { prospectCountry: 'us', prospectRegion: 'US-CA' },
      'America/Los_Angeles',
      'region',
    ],
    [
      'accents do not matter',
      { prospectCountry: 'BR', prospectRegion: 'amapa' },
      'America/Belem',
      'region',
    ],
    [
      'own before that of the state',
      { prospectZone: 'Asia/Tokyo', prospectCountry: 'US', prospectRegion: 'TX' },
      'Asia/Tokyo',
      'prospect',
    ],
    [
      'a region that is not known',
      { prospectCountry: 'AU', prospectRegion: 'Skåne' },
      'Australia/Sydney',
      'country',
    ],
    ['a region without a country', { prospectRegion: 'TX' }, 'UTC', 'default'],
    ['unknown', {}, 'UTC', 'default'],
    ['unknown country', { prospectCountry: 'QQ' }, 'UTC', 'default'],
  ])('%s', (_, given, zone, from) => {
    expect(resolveZone(defaultSchedule, { ...facts, ...given })).toEqual({ zone, from });
  });
  test('the sender’s, or one for all', () => {
    expect(resolveZone({ ...defaultSchedule, timezone: 'sender' }, facts).zone).toBe(
      'Europe/Paris',
    );
    expect(resolveZone({ ...defaultSchedule, timezone: 'Asia/Tokyo' }, facts).zone).toBe(
      'Asia/Tokyo',
    );
    const unknown = { ...facts, senderZone: null };
    expect(resolveZone({ ...defaultSchedule, timezone: 'sender' }, unknown)).toEqual({
      zone: 'UTC',
      from: 'default',
    });
    expect(zoneOfCountry('no')).toBe('Europe/Oslo');
  });
});

describe('regions', () => {
  const states = {
    US: 'AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY',
    CA: 'AB BC MB NB NL NS NT NU ON PE QC SK YT',
    AU: 'ACT NSW NT QLD SA TAS VIC WA',
    BR: 'AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO',
    MX: 'AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SIN SLP SON TAB TAM TLA VER YUC ZAC',
  };
  test.each(Object.entries(states))(
    'every state of %s has a zone that exists',
    (country, codes) => {
      const missing = codes.split(' ').filter((code) => !isZone(zoneOfRegion(country, code) ?? ''));
      expect(missing).toEqual([]);
    },
  );

  test.each([
    [{ region: 'Ontario' }, 'Ontario'],
    [{ State: 'TX', city: 'Austin' }, 'TX'],
    [{ PROVINCE: 'BC' }, 'BC'],
    [{ region: ' ', state: 'TX' }, 'TX'],
    [{ region: 7 }, null],
    [{}, null],
  ])('of the attributes %j', (attributes, region) => {
    expect(regionOf(attributes)).toBe(region);
  });

  test('the same letters in another country are another region', () => {
    expect(zoneOfRegion('AU', 'WA')).toBe('Australia/Perth');
    expect(zoneOfRegion('US', 'WA')).toBe('America/Los_Angeles');
    expect(zoneOfRegion('NO', 'WA')).toBeNull();
  });
});

describe('the other clock that counts', () => {
  const facts = {
    prospectZone: 'Asia/Tokyo',
    prospectCountry: null,
    prospectRegion: null,
    senderZone: 'Europe/Paris',
  };
  test.each([
    ['nobody asks for it', {}, facts, []],
    ['the sender’s', { windowsOf: 'both' as const }, facts, ['Europe/Paris']],
    [
      'the prospect’s, where the sender’s is the first',
      { windowsOf: 'both' as const, timezone: 'sender' },
      facts,
      ['Asia/Tokyo'],
    ],
    [
      'both, beside one that is named',
      { windowsOf: 'both' as const, timezone: 'UTC' },
      facts,
      ['Asia/Tokyo', 'Europe/Paris'],
    ],
    ['a sender without one', { windowsOf: 'both' as const }, { ...facts, senderZone: null }, []],
  ])('%s', (_, schedule, given, zones) => {
    expect(otherZones({ ...defaultSchedule, ...schedule }, given)).toEqual(zones);
  });
});
