/** A mail of these header lines and this text, as bytes. */
export function mail(headers: readonly string[], text = ''): Buffer {
  return Buffer.from([...headers, '', text].join('\r\n'));
}

/** A multipart of these parts, each with its own header lines. */
export function multipart(
  headers: readonly string[],
  type: string,
  parts: readonly (readonly string[])[],
): Buffer {
  const body = parts.flatMap((lines) => ['--b1', ...lines]);
  const head = [...headers, `Content-Type: multipart/${type}; boundary="b1"`];
  return mail(head, [...body, '--b1--', ''].join('\r\n'));
}

/** What a mail server writes, with the fields of one recipient and the header of the mail that came back. */
export function report(fields: readonly string[], returned: readonly string[] = []): Buffer {
  return multipart(
    [
      'From: Mail Delivery System <MAILER-DAEMON@mx.example.org>',
      'To: bounces+t42@fjord.example',
      'Subject: Undelivered Mail Returned to Sender',
      'Date: Tue, 24 Nov 2026 10:00:00 +0100',
      'Message-ID: <report1@mx.example.org>',
    ],
    'report; report-type=delivery-status',
    [
      ['Content-Type: text/plain', '', 'Your message could not be delivered.'],
      [
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.org',
        '',
        ...fields,
      ],
      ['Content-Type: message/rfc822', '', ...returned, '', 'Hi'],
    ],
  );
}
