import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReply } from '../../../../src/inbound/reply/read-reply.ts';

const ofText = (text: string) => readReply({ text, html: null, subject: null }).visibleText;
const ofHtml = (html: string) => readReply({ text: null, html, subject: null }).visibleText;

describe('the header of a quote, as programs write it', () => {
  test.each([
    ['Gmail, en', 'On Tue, Mar 12, 2024 at 10:11 AM Kari Nordmann <kari@fjord.example> wrote:'],
    ['Gmail, nb', 'tir. 12. mars 2024 kl. 10:11 skrev Kari Nordmann <kari@fjord.example>:'],
    ['Gmail, sv', 'Den tis 12 mars 2024 kl 10:11 skrev Kari Nordmann <kari@fjord.example>:'],
    ['Gmail, da', 'Den tirs. 12. mar. 2024 kl. 10.11 skrev Kari Nordmann <kari@fjord.example>:'],
    [
      'Gmail, de',
      'Am Di., 12. März 2024 um 10:11 Uhr schrieb Kari Nordmann <\nkari@fjord.example>:',
    ],
    ['Gmail, fr', 'Le mar. 12 mars 2024 à 10:11, Kari Nordmann <kari@fjord.example> a\nécrit :'],
    [
      'Gmail, es',
      'El mar, 12 mar 2024 a las 10:11, Kari Nordmann (<kari@fjord.example>) escribió:',
    ],
    ['Gmail, nl', 'Op di 12 mrt 2024 om 10:11 schreef Kari Nordmann <kari@fjord.example>:'],
    [
      'Gmail, it',
      'Il giorno mar 12 mar 2024 alle ore 10:11 Kari Nordmann <\nkari@fjord.example> ha scritto:',
    ],
    [
      'Gmail, pt',
      'Em ter., 12 de mar. de 2024 às 10:11, Kari Nordmann <kari@fjord.example> escreveu:',
    ],
    ['Gmail, pl', 'wt., 12 mar 2024 o 10:11 Kari Nordmann <kari@fjord.example> napisał(a):'],
    ['Gmail, fi', 'ti 12. maalisk. 2024 klo 10.11 Kari Nordmann (kari@fjord.example) kirjoitti:'],
    ['Apple Mail, nb', '12. mars 2024 kl. 10:11 skrev Kari Nordmann <kari@fjord.example>:'],
    ['Apple Mail, en', 'On 12 Mar 2024, at 10:11, Kari Nordmann <kari@fjord.example> wrote:'],
    ['Apple Mail, de', 'Am 12.03.2024 um 10:11 schrieb Kari Nordmann <kari@fjord.example>:'],
    ['Thunderbird, en', 'On 12/03/2024 10:11, Kari Nordmann wrote:'],
    ['Thunderbird, nb', 'Den 12.03.2024 10:11, skrev Kari Nordmann:'],
    ['Thunderbird, fr', 'Le 12/03/2024 à 10:11, Kari Nordmann a écrit :'],
    [
      'Yahoo',
      'On Tuesday, March 12, 2024 at 10:11:12 AM GMT+1, Kari Nordmann <kari@fjord.example> wrote:',
    ],
    ['Proton', 'On Tuesday, March 12th, 2024 at 10:11, Kari Nordmann <kari@fjord.example> wrote:'],
    [
      'Zoho',
      '---- On Tue, 12 Mar 2024 10:11:12 +0100 Kari Nordmann <kari@fjord.example> wrote ----',
    ],
    [
      'Outlook, en',
      '________________________________\nFrom: Kari Nordmann <kari@fjord.example>\nSent: Tuesday, March 12, 2024 10:11\nTo: Ola\nSubject: Offer',
    ],
    [
      'Outlook, nb',
      'Fra: Kari Nordmann <kari@fjord.example>\nSendt: tirsdag 12. mars 2024 10:11\nTil: Ola\nEmne: Tilbud',
    ],
    [
      'Outlook, sv',
      'Från: Kari Nordmann <kari@fjord.example>\nSkickat: den 12 mars 2024 10:11\nTill: Ola\nÄmne: Offert',
    ],
    [
      'Outlook, de',
      '*Von:* Kari Nordmann <kari@fjord.example>\n*Gesendet:* Dienstag, 12. März 2024 10:11\n*An:* Ola\n*Betreff:* Angebot',
    ],
    [
      'Outlook, fi',
      'Lähettäjä: Kari Nordmann <kari@fjord.example>\nLähetetty: tiistai 12. maaliskuuta 2024 10.11\nVastaanottaja: Ola\nAihe: Tarjous',
    ],
    [
      'Outlook, da',
      '-----Oprindelig meddelelse-----\nFra: Kari Nordmann\nSendt: 12. marts 2024 10:11\nTil: Ola\nEmne: Tilbud',
    ],
    ['old Gmail', '2016-10-27 18:51 GMT+02:00 Kari Nordmann <kari@fjord.example>:'],
    ['Thunderbird, pl', 'W dniu 12.03.2024 o 10:11, Kari Nordmann pisze:'],
    [
      'a forward',
      '---------- Forwarded message ---------\nFrom: Kari <kari@fjord.example>\nDate: Tue, Mar 12, 2024',
    ],
  ])('%s', (_, header) => {
    expect(ofText(`Yes, please.\n\n${header}\n\nHello Ola,\n\nThe offer.`)).toBe('Yes, please.');
    expect(ofText(`Yes, please.\n${header}\n> Hello Ola,\n>\n> The offer.\n`)).toBe('Yes, please.');
    expect(ofText(`${header}\n> Hello Ola,\n>\n> The offer.\n\nYes, please.`)).toBe('Yes, please.');
  });
});

test('a head without colons behind its separator', () => {
  const head = '------ Original Message ------\nFrom "Kari" <kari@fjord.example>\nTo "Ola"';
  expect(ofText(`Yes, please.\n\n${head}\n\nHello`)).toBe('Yes, please.');
});

describe('what a person wrote stays', () => {
  test.each([
    'On Monday I wrote to you: no answer.',
    'On 12 March at 10:30 we meet Kari.\nShe wrote the offer.',
    'From: Oslo\nTo: Bergen\nI go by train.',
    'De: nada',
    'Time: 10:00\nPlace: here',
    'The price is -- well -- high.',
    'Best regards to Kari! When do we start?',
    'Sent from my desk, where I read it.',
    'a > b and b > c',
    'Date: could be Thursday?',
    'Cheers\nI will send you the papers tomorrow.\nOla',
    'Hei!\n\nSkriver Kari referatet?',
  ])('%s', (text) => {
    expect(ofText(text)).toBe(text);
  });

  test('answers between the quoted lines', () => {
    const text =
      'On 12 Mar 2024, at 10:11, Kari <kari@fjord.example> wrote:\n> How many?\nTwenty.\n\n> When?\nNow.\n\n> Kari';
    expect(ofText(text)).toBe('Twenty.\n\nNow.');
  });
});

describe('signatures go', () => {
  test.each([
    ['the delimiter', 'Yes.\n\n-- \nOla Hansen\n+47 22 00 00 00'],
    ['a closing and a name', 'Yes.\n\nMed vennlig hilsen\nOla Hansen\nDaglig leder, Firma AS'],
    ['short', 'Yes.\n\nMvh Ola\nFirma AS'],
    ['a telephone', 'Yes.\n\nSendt fra min iPhone'],
    ['Outlook on a telephone', 'Yes.\n\nHent Outlook for iOS<https://aka.ms/o0ukef>'],
    ['German', 'Yes.\n\nMit freundlichen Grüßen\n\nErika Muster'],
    ['French', 'Yes.\n\nBien cordialement,\nJeanne Durand'],
    ['a make', 'Yes.\n\nSent from my BlackBerry wireless device from U.S. Cellular'],
    ['above a quote', 'Yes.\n\nKind regards,\nOla\n\nOn 12 Mar 2024, at 10:11, Kari wrote:\n> Hi'],
  ])('%s', (_, text) => {
    expect(ofText(text)).toBe('Yes.');
  });

  test('but for a question behind the closing', () => {
    expect(ofText('Yes.\n\nRegards,\nOla\n\nP.S. Do you ship to Bergen?')).toContain('Bergen?');
  });
});

describe('HTML', () => {
  const quote =
    '<p>Hello Ola,</p><p>The offer. <a href="https://fjord.example/u/1">Unsubscribe</a></p>';
  test.each([
    [
      'Gmail',
      `<div dir="ltr">Yes, please.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Mar 12, 2024 at 10:11 AM Kari &lt;<a href="mailto:k@f.example">k@f.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">${quote}</blockquote></div>`,
    ],
    [
      'Gmail, below',
      `<div class="gmail_quote"><div class="gmail_attr">On Tue, Mar 12, 2024 at 10:11 AM Kari &lt;k@f.example&gt; wrote:</div><blockquote class="gmail_quote">${quote}</blockquote><div>Yes, please.</div></div>`,
    ],
    [
      'Outlook',
      `<div class="WordSection1"><p class="MsoNormal">Yes, please.<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Kari &lt;k@f.example&gt; <br><b>Sent:</b> Tuesday, March 12, 2024 10:11<br><b>To:</b> Ola<br><b>Subject:</b> Offer</p></div></div>${quote}</div>`,
    ],
    [
      'Outlook on the web',
      `<div>Yes, please.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Fra:</b> Kari<br><b>Sendt:</b> tirsdag</div>${quote}`,
    ],
    [
      'Outlook on a telephone',
      `<div>Yes, please.</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o">Outlook for iOS</a></div><hr><div id="divRplyFwdMsg">From: Kari</div>${quote}`,
    ],
    [
      'Apple Mail',
      `<html><body>Yes, please.<br><div><br><blockquote type="cite"><div>On 12 Mar 2024, at 10:11, Kari &lt;k@f.example&gt; wrote:</div><br>${quote}</blockquote></div></body></html>`,
    ],
    [
      'Thunderbird',
      `<body><div class="moz-cite-prefix">On 12/03/2024 10:11, Kari wrote:<br></div><blockquote type="cite" cite="mid:1@f.example">${quote}</blockquote><p>Yes, please.</p><pre class="moz-signature">-- <br>Ola</pre></body>`,
    ],
    [
      'Yahoo',
      `<div>Yes, please.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Tuesday, Kari wrote:</div>${quote}</div>`,
    ],
    [
      'Proton',
      `<div>Yes, please.</div><div class="protonmail_signature_block">Ola</div><div class="protonmail_quote">On Tuesday Kari wrote:<blockquote>${quote}</blockquote></div>`,
    ],
  ])('%s', (_, html) => {
    expect(ofHtml(html).trim()).toBe('Yes, please.');
  });

  test('an indented paragraph is no quote, nor is what is hidden a reply', () => {
    const html =
      '<style>p{}</style><script>alert(1)</script><div>We need:<blockquote style="margin:0 0 0 40px;border:none;padding:0px">twenty seats</blockquote></div>';
    expect(ofHtml(html)).toContain('twenty seats');
    expect(ofHtml(html)).not.toContain('alert');
  });
});

describe('hostile mails', () => {
  const pieces = [
    'On ',
    'On 1 ',
    'From: ',
    '> ',
    '\n',
    '\r\n',
    'wrote:',
    '--',
    '-',
    'https://',
    '<',
    '(',
    '@',
    ' ',
    '.',
    'Sent from ',
    'best ',
    'a',
    '\uE000',
    '\u0000',
    '😀',
    'Le 12 mars 2024 ',
    'Regards,\n',
    '_',
    '*',
  ];
  const soup = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 200 });

  test('nothing makes it throw, and it makes nothing up', () => {
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('');
        const { events, confidence, visibleText } = readReply({ text, html: text, subject: text });
        expect(events).toHaveLength(1);
        expect(confidence >= 0 && confidence <= 1).toBe(true);
        for (const line of visibleText.split('\n')) expect(text).toContain(line);
      }),
      { numRuns: 500 },
    );
  });

  test.each(pieces)('a megabyte of %j ends soon', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(readReply({ text, html: null, subject: text }).events).toHaveLength(1);
  });

  test.each([
    '<div>',
    '<blockquote>',
    '<a href="',
    '<!--',
    '&amp;',
    '<p class=gmail_quote>',
    '<table><tr><td>',
  ])('a megabyte of %s ends soon', (piece) => {
    const html = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(readReply({ text: null, html, subject: null }).events).toHaveLength(1);
  });
});
