/** What the prospects and the CRM do in the demo. */
export interface Scene {
  /** Days of clock time after the start. */
  readonly day: number;
  readonly email: string;
  /** What a person would say about it. */
  readonly told: string;
  readonly act:
    | {
        readonly post: string;
        readonly data?: Readonly<Record<string, unknown>>;
        /** `until` of the event, in days after the start. */
        readonly untilDay?: number;
        /** Posted a second time, as a CRM does that missed the answer. */
        readonly twice?: true;
      }
    | 'opt-out-link'
    | 'forged';
  /** What the receipt must say. */
  readonly expect: 'applied' | 'unmatched' | 'ignored' | 'refused';
  /** The enrolment is stopped or held from the answer on. */
  readonly stops?: true;
}

/** How long the story is; it ends now. */
export const storyDays = 80;

/** When those begin who are under way still at its end. */
export const newcomersDay = 66;

const objection = (category: string, text: string) => ({
  post: 'reply.objection',
  data: { category, text },
});

const reply = (text: string) => ({ post: 'reply.received', data: { text } });

/** In the order in which it happens. */
export const script: readonly Scene[] = [
  // Behind the first mail wherever the weekend is, and before the second: what the variants of the first are compared by.
  {
    day: 2.8,
    email: 'per.aage.myhre@nordmat.example',
    told: 'answers the first mail',
    act: reply('Vi legger dem for hånd. Hva koster det?'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 2.82,
    email: 'linnea.hakansson@mellanfrakt.example',
    told: 'answers the first mail',
    act: reply('One person does it all. Tell me more.'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 2.84,
    email: 'siobhan.oneill@thamesproduce.example',
    told: 'answers the first mail',
    act: reply('It is done by hand every morning. How long is the trial?'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 4,
    email: 'sunniva+ruter@example.com',
    told: 'the mailbox does not exist: hard bounce',
    act: { post: 'email.bounced', data: { hard: true, code: '5.1.1' } },
    expect: 'applied',
    stops: true,
  },
  {
    day: 5,
    email: 'rhys@cambriandairy.example',
    told: 'is out of the office for a week',
    act: { post: 'reply.auto', untilDay: 12 },
    expect: 'applied',
    stops: true,
  },
  {
    day: 5.2,
    email: 'kari.lovaas@nordmat.example',
    told: 'replies (the CRM posts it twice)',
    act: { post: 'reply.received', data: { text: 'Interessant. Kan du ringe?' }, twice: true },
    expect: 'applied',
    stops: true,
  },
  {
    day: 6,
    email: 'jens@example.net',
    told: 'reports the mail as spam: complaint',
    act: { post: 'email.complained' },
    expect: 'applied',
    stops: true,
  },
  {
    day: 7,
    email: 'nobody.we.know@stranger.example',
    told: 'somebody whom nobody enrolled replies',
    act: reply('Wrong address?'),
    expect: 'unmatched',
  },
  {
    day: 7.1,
    email: "maeve.d'arcy@lowlandlinen.example",
    told: 'a stranger posts a deal.won with a forged signature',
    act: 'forged',
    expect: 'refused',
  },
  {
    day: 7.3,
    email: 'kari.lovaas@nordmat.example',
    told: 'a meeting is booked',
    act: { post: 'meeting.booked' },
    expect: 'applied',
  },
  {
    day: 8,
    email: 'luis.ibanez@harborfoods.example',
    told: 'objection, price',
    act: objection('price', 'This is more than we pay today.'),
    expect: 'applied',
  },
  {
    day: 8.4,
    email: 'tom.larsen@example.org',
    told: 'clicks the opt-out link in the mail',
    act: 'opt-out-link',
    expect: 'applied',
    stops: true,
  },
  {
    day: 9,
    email: 'erik.o@vasternkyl.example',
    told: 'objection, timing: not before three weeks from now',
    act: { ...objection('timing', 'After the season, please.'), untilDay: 30 },
    expect: 'applied',
    stops: true,
  },
  {
    day: 10,
    email: 'katharina@elbgetraenke.example',
    told: 'objection, authority: somebody else decides',
    act: objection('authority', 'Our managing director decides that.'),
    expect: 'applied',
  },
  {
    day: 11,
    email: 'mette@osterbrogront.example',
    told: 'asks the CRM never to be written to again: opt-out',
    act: { post: 'prospect.opted_out' },
    expect: 'applied',
    stops: true,
  },
  {
    day: 12,
    email: 'soren.kjaer@osterbrogront.example',
    told: 'objection, competitor',
    act: objection('competitor', 'Vi har allerede et system.'),
    expect: 'applied',
  },
  {
    day: 13,
    email: 'dale@prairieparts.example',
    told: 'objection, not interested',
    act: objection('not-interested', 'No thanks.'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 15,
    email: 'nils.haetta@tundrafrakt.example',
    told: 'replies with a question',
    act: reply('Virker det uten dekning?'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 16,
    email: 'bjorn.astrom@mellanfrakt.example',
    told: 'objection, trust: a rep has to answer',
    act: objection('trust', 'Who else uses this in Sweden?'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 20,
    email: 'grace.kim@redwoodsupply.example',
    told: 'the deal is lost',
    act: { post: 'deal.lost' },
    expect: 'applied',
    stops: true,
  },
  {
    day: 22,
    email: 'juergen.weiss@grossbaeckerei-nord.example',
    told: 'likes it but does not dare the first step',
    act: objection('hesitant', 'We would like to try, but not now.'),
    expect: 'applied',
  },
  {
    day: 27,
    email: 'kari.lovaas@nordmat.example',
    told: 'the deal is won',
    act: { post: 'deal.won' },
    expect: 'applied',
    stops: true,
  },
  {
    day: 27.2,
    email: 'kari.lovaas@nordmat.example',
    told: 'the CRM posts a kind of event that nobody knows',
    act: { post: 'deal.celebrated' },
    expect: 'ignored',
  },
  {
    day: 50,
    email: 'ragnhild@brodogkaker.example',
    told: 'answers the goodbye, a while after it',
    act: reply('Står forslaget fortsatt? Ring meg i morgen.'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 78.3,
    email: 'anders.lind@norrblommor.example',
    told: 'objection, price',
    act: objection('price', 'What does it cost for twelve vans?'),
    expect: 'applied',
  },
  // After the rep's last half hour: what is found on the desk afterwards.
  {
    day: 79.2,
    email: 'marit.solheim@vestlandsbrus.example',
    told: 'replies with a question',
    act: reply('Kan sjåførene bruke sin egen telefon?'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 79.3,
    email: 'emily.ward@merseydairy.example',
    told: 'objection, trust: a rep has to answer',
    act: objection('trust', 'Do you have a customer of our size?'),
    expect: 'applied',
    stops: true,
  },
  {
    day: 79.4,
    email: 'geir.tveit@byggfrakt.example',
    told: 'is out of the office, and back next week',
    act: { post: 'reply.auto', untilDay: 86 },
    expect: 'applied',
    stops: true,
  },
];
