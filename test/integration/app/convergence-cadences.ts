/** Two cadences that a person is in at once, with different rules, and two that events lead into. */
const common = `stages: [prospecting, needs-assessment, presentation, objection-handling, closing, follow-up]
schedule: { timezone: UTC, days: all, windows: always, holidays: none }`;

export const convergenceCadences = {
  'alpha.yaml': `
key: alpha
title: Alpha
${common}
steps:
  - { id: a-intro, stage: prospecting, after: 2 days, email: { template: smoke/one } }
  - { id: a-needs, stage: needs-assessment, after: 3 days, email: { template: smoke/two } }
  - { id: a-story, stage: presentation, after: 3 days, email: { template: smoke/two } }
  - { id: a-offer, stage: closing, after: 3 days, email: { template: smoke/two } }
  - { id: a-bye, stage: follow-up, after: 3 days, email: { template: smoke/two } }
on:
  reply: { pause: true, task: { kind: reply } }
  objection: { price: { track: price } }
  meeting_booked: { advance: presentation }
  deal_won: { exit: closed_won, enrol: { cadence: care } }
  deal_lost: { exit: closed_lost, enrol: { cadence: back, after: 90 days } }
  out_of_office: { pause: until-return, default: 7 days }
tracks:
  price:
    stage: objection-handling
    steps:
      - { id: a-price, after: 2 hours, email: { template: smoke/two } }
      - { id: a-price-call, after: 2 days, task: { kind: call, skip_after: 3 days } }
    then: { advance: closing }
`,
  'beta.yaml': `
key: beta
title: Beta
${common}
steps:
  - { id: b-intro, stage: prospecting, after: 50 hours, email: { template: smoke/one } }
  - { id: b-needs, stage: needs-assessment, after: 3 days, email: { template: smoke/two } }
  - { id: b-offer, stage: closing, after: 3 days, email: { template: smoke/two } }
on:
  reply: { pause: true, task: { kind: answer } }
  objection: { price: { pause: until-date, default: 30 days, task: { kind: objection } } }
  deal_won: { exit: closed_won, enrol: { cadence: care, after: 2 days } }
`,
  'care.yaml': `
key: care
title: Care
stages: [onboarding, closing]
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: c-welcome, stage: onboarding, after: 1 day, email: { template: smoke/one } }
  - { id: c-more, stage: closing, after: 3 days, email: { template: smoke/two } }
on:
  reply: { pause: true, task: { kind: care-reply } }
`,
  'back.yaml': `
key: back
title: Back
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - { id: w-hello, stage: prospecting, email: { template: smoke/one } }
`,
};
