/** Why an enrolment stands where it stands, and what a zone was told from (it follows the name of the zone). */
export const explainEnglish = {
  'explain.exited': 'It ended: {reason}.',
  'explain.completed': 'Every step is done.',
  'explain.turn': 'It waits for its turn to start.',
  'explain.turn-today':
    'It waits as number {place} of {of}: max_new_per_day is {limit}, and it is expected to start today ({zone}).',
  'explain.turn-on':
    'It waits as number {place} of {of}: max_new_per_day is {limit}, and it is expected to start on {date} ({zone}).',
  'explain.paused-until-resumed':
    'It is paused ({reason}) until somebody resumes it{cause}. Nothing is sent meanwhile.',
  'explain.paused-until':
    'It is paused ({reason}) until {until}{cause}. Nothing is sent meanwhile.',
  'explain.of-colleague': ', because of {event} of {who} (event {eventId}, hold {holdId})',
  'explain.of-some-colleague':
    ', because of {event} of a colleague (event {eventId}, hold {holdId})',
  'explain.of-law': ', because of {lack}',
  'explain.of-no-law': ', but nothing forbids its mail any more: resume it',
  'explain.cadence-paused':
    'The cadence {cadence} is paused since {since} ({why}) until somebody resumes it ("cadence cadences resume {cadence}").',
  'explain.mailbox-paused':
    'The mailbox {mailbox} is paused since {since} ({why}) until somebody resumes it ("cadence mailboxes resume {mailbox}").',
  'explain.mailbox-tried':
    'The mailbox {mailbox} is paused since {since} ({why}) and is tried again at {retryAt}.',
  'explain.step-waits': 'Step "{step}" waits for it; its time is {due}.',
  'explain.no-time': 'a time that is not known yet',
  'explain.held-by-law': 'Step "{step}" will be held when its time comes. {lack}.',
  'explain.nothing': 'Nothing is planned.',
  'explain.moved': 'It was moved there by {reasons}.',
  'explain.clock': 'The wall clock is {zone}: {source}.',
  'explain.room': 'Step "{step}" waits for room: {limit}. It goes out at {due} at the earliest.',
  'explain.some-limit': 'a limit is reached',
  'explain.approval': 'The mail of step "{step}" waits until somebody approves it.',
  'explain.task': 'It waits for the task of step "{step}".',
  'explain.handing-over': 'Step "{step}" is being handed over now.',
  'explain.unknown': 'Nobody knows whether "{step}" was delivered.',
  'explain.deferred':
    'The mail server put "{step}" off ({response}); the next attempt is at {due}.',
  'zone.prospect': "the prospect's own",
  'zone.region': "that of the prospect's region",
  'zone.country': "that of the prospect's country",
  'zone.sender': "the sender's",
  'zone.schedule': 'named by the schedule',
  'zone.default': 'the default, since nothing better is known',
  'explain.goes-out': 'Step "{step}" goes out at {due}.',
} as const;
