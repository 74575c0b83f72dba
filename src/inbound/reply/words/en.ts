import type { ReplyWords } from '../reply-words.ts';

export const en: ReplyWords = {
  phrases: {
    'opt-out': `
      unsubscribe me, unsubscribe us, unsubscribe this address, unsubscribe my, please
      unsubscribe, how do/can i unsubscribe, remove me, remove us, remove my ..
      address/email/name/details/data/contact, remove this .. address/email, take me off,
      take us off, take my name off, from your/the/this ..
      mailing/distribution/email/contact list, opt me out, like/want/wish to opt out, i opt
      out, stop emailing, stop mailing, stop contacting, stop spamming, stop messaging, stop
      bothering, stop these emails, stop the emails, stop with the emails, cease and desist,
      no more emails/mails/messages/email, no further
      emails/mails/contact/messages/communication*, do not want .. emails/mails/messages,
      don t want .. emails/mails/messages, delete all my, delete my ..
      data/address/details/email/information, erase my, withdraw my consent, leave me alone,
      not to be contacted, lose my email/number/address, stop sending ..
      me/us/emails/mails/messages/mail/spam/newsletters/these/this, stop writing .. me/us,
      do/please not contact/email/mail/message/call/write .. me/us/again/anymore, don t
      contact/email/mail/message/write .. me/us/again/anymore, dont contact/email/mail/write
      .. me/us/again/anymore, do not contact this, do not send ..
      me/us/emails/mails/anything/spam, don t send .. me/us/emails/mails/anything/spam,
      never contact/email/write .. me/us/again, do not wish/want to receive ..
      emails/mails/messages/mail/anything/newsletters/more/these/further, don t wish/want to
      receive .. emails/mails/messages/mail/anything/newsletters/more/these/further, to
      unsubscribe from .. your/this/these/list, off your .. list, off this .. list, me/us
      off .. list, off the .. mailing/email/distribution list, to be removed from, be taken
      off, stop all emails/mails/contact/communication*/messages, want no more
      emails/mails/messages/mail, hear from you again, hear from you anymore`,
    'opt-out-alone': `
      unsubscribe, stop, remove, opt out, optout, stop it, stop this, stop now, end,
      unsubscribe now, i want to unsubscribe, i would like to unsubscribe, i d like to
      unsubscribe, i wish to unsubscribe, do not contact, do not email, don t contact, don t
      email, no more, stop writing, stop sending`,
    keep: `
      by mistake, by accident, accidentally, resubscribe, re subscribe, keep sending, keep
      writing, keep me on`,
    price: `
      too expensive, too pricey, too costly, too steep, too much money,
      so/very/quite/rather/pretty/bit expensive, is/are/looks/seems/sounds expensive,
      price/pricing/cost/costs/quote/rates is/are .. high/steep/much, price is .. out of, no
      budget, no money, not in .. budget, out of .. budget, over .. budget, beyond ..
      budget, above .. budget, don t have .. budget, do not have .. budget, haven t got ..
      budget, lack .. budget, without budget, budget is/has ..
      spent/gone/frozen/tight/cut/used, budgets are .. tight/frozen/spent, can t afford,
      cannot afford, can not afford, couldn t afford, not afford, out of our price range,
      costs/cost more than, cheaper, more than we can/want/are spend/pay/willing, too high a
      price, price is an issue, price is a problem, price too high, hard to justify ..
      cost/price/spend, budget is .. exhausted, no funds, no funding, don t have ..
      funds/money, too rich for`,
    timing: `
      not now, not right now, not just now, not at the moment, not at this time, not at this
      moment, not today, not yet, bad time, bad timing, wrong time, not the/a
      right/good/best time, not .. good/right time, timing is .. off/bad/wrong/not, too
      early for us, too soon for us, too busy, no time, don t have .. time, do not have ..
      time, swamped, snowed under, not a priority, not our priority, not on our roadmap,
      other priorities, on hold, no capacity, not .. this year, not this quarter, not this
      month, maybe later, later this/in, some other time, another time, down the road, down
      the line, reach out again, contact me again, contact us again, try again, try me
      again, check back, check in again, circle back, come back to me, come back to us, come
      back in/later/after/when, get back to me/us in/after/later/when/next, get in touch
      again, touch base again, follow up again, follow up in/after/later/next, revisit, ping
      me in/again/later/after, call me again, call again, call back in/after/later, write
      again, email me again, ask me again, ask again, not before, not until, on leave,
      parental leave, maternity leave, paternity leave, sick leave, hiring freeze, not this
      year, later in the year, bad moment, full plate, plate is full, hands full, wait
      until, in the middle of, postpone*`,
    contact: `
      contact me, contact us, call me, ring me, reach out, get back to, get in touch, come
      back, follow up, email me, write me, write to me, talk again, speak again, look at
      this, look at it, look into this, look into it, consider, discuss .. again, let s
      talk, talk, check in, budget, ready, have time, let us talk, lets talk, speak, catch
      up, reconnect, until, wait, pick this up, pick it up`,
    authority: `
      wrong person, not the right/correct/best/proper person, not the person, not the
      decision maker, not the one who/that, not my decision, not my call, not my department,
      not my area, not my responsibility, not responsible for, not in charge, not .. in my
      hands, not up to me, not involved in, don t handle, do not handle, don t deal with, do
      not deal with, don t decide, do not decide, don t make .. decision*, do not make ..
      decision*, not mine to, isn t up to me, no longer work, no longer with, no longer at,
      don t work .. anymore, left the company, have left, has left the company, retired,
      changed jobs, moved to another, no longer responsible, someone else, somebody else,
      speak with/to our/my/the, talk to/with our/my/the, should/please contact our/my/the,
      should/please/can speak/talk to/with, better .. contact, reach out to our/my/the, my
      colleague .. handles/deals/takes/is/looks, handles this, is responsible for this,
      forward* .. to the right, forwarded .. to my, my boss, my manager ..
      decides/handles/makes, please contact .. instead, check with my boss/manager, is in
      charge of, is in charge, is responsible for, forwarded this to, forwarded it to,
      forwarded your .. to, passed this on, passed it on, passing this on, looped in,
      copying in, cc ing, need to talk/speak to/with, best person .. is, right person .. is,
      decides on, makes .. decision*, is in charge of this, who is in charge`,
    competitor: `
      already use, already using, already have ..
      solution/tool/system/provider/vendor/supplier/partner/contract/agreement/software/platform/product/one,
      already work/working/worked with, already got, already covered, already in place,
      already signed, already chosen/chose/went/picked/decided on, already a customer of,
      current provider/vendor/supplier/solution/tool/system/partner/setup, existing
      provider/vendor/supplier/solution/tool/system/contract, happy/satisfied with
      our/what/the, went with, gone with, going with another, another
      provider/vendor/supplier/tool/company/partner/solution, different
      provider/vendor/supplier/tool/solution, other provider/vendor/supplier, competitor,
      your competition, just signed, signed .. with, under contract, locked in, contract
      with, we use, we re using, we are using, chose someone else, happy with, satisfied
      with, are customers of, are a customer of, already a customer, already with, use
      another, use a different, partnered with, long term contract, renewed .. contract,
      signed up with`,
    need: `
      no need, don t need, do not need, dont need, don t really need, not need, not needed,
      no use for, have no use, not relevant, isn t relevant, irrelevant, not applicable,
      doesn t apply, does not apply, in house, inhouse, built our own, built this ourselves,
      do it ourselves, do this ourselves, manage .. ourselves, have everything we need, not
      a problem we have, don t have that/this problem, do not have that/this problem, not
      something we need, don t see .. value/need/benefit/point, see no need, we re all set,
      we are all set, we re good, all set, manage fine, fine without, too small for,
      internally, not a challenge we, not a problem we, not an issue we, not an issue for
      us, not a problem for us, our own solution, own tool, own team, already do this, don t
      do that, don t do any, nothing we need, not something we`,
    trust: `
      how did you get, how did you find, where did you get, where did you find, how do you
      have my, where do you have my, who gave you, is this a scam, scam, is this spam, is
      this real, is this legit*, phishing, fraud, never heard of, don t know you, do not
      know you, don t trust, do not trust, not trust, not sure .. trust, who are you, sounds
      too good, too good to be true, skeptical, sceptical, suspicious, bad reviews, bad
      experience*, security concern*, concerned about .. security/privacy, who else uses,
      who is this, who are they, never signed up, didn t sign up, did not sign up, didn t
      ask for, not comfortable, data leak, data breach, security breach, looks like spam,
      looks fishy, sketchy`,
    'not-interested': `
      not interested, no interest, isn t interesting, not .. interested, aren t interested,
      uninterested, not for us, not for me, isn t for us, isn t for me, not a fit, not a
      good fit, not a match, not the right fit, no fit, no thanks, no thank you, no thx, i
      ll pass, we ll pass, i will pass, we will pass, i pass, we pass, take a pass, going to
      pass, not something for us, not something we, not looking, have to decline, must
      decline, we decline, i decline, thanks but no, not moving forward, won t be moving,
      not proceed*, not pursue*, not going to work, not keen`,
    'not-interested-alone': 'no, nope, pass, nah',
    positive: `
      interested, very interesting, looks interesting, sounds interesting, interesting,
      sounds good, sounds great, sounds perfect, looks good, looks great, sounds like ..
      good, love to, would like to, d like to, happy to, glad to, keen, tell me more, hear
      more, know more, learn more, more information, more info, more details, let s talk,
      let s meet, let s chat, let s do, let s schedule, let s set, let s book, let s go,
      book a, schedule a, set up a, send .. invite, send .. contract, send .. proposal, send
      .. quote, send .. offer, send .. information/info/details, a demo, have a call, jump
      on a call, quick call, call me, ring me, give me a call, works for me, suits me, suits
      us, perfect timing, timing is perfect, good timing, yes please, yes sure, count me in,
      sign us up, sign me up, i m in, we re in, please go ahead, great idea, meet next,
      would be great, enjoy*, can we do, could we do, send me some times/dates, send some
      times/dates, show me, great product, lets talk, lets meet, lets do, lets chat, let us
      talk, let us meet, set something up, find a time, find some time, free on, available
      on, are you available, are you free, yes let s, happy to chat, happy to talk, would
      love, sign up, looking forward, pilot, try it, try this, on board`,
    'positive-alone': `
      yes, sure, ok let s do it, absolutely, definitely, of course, perfect, great, yep,
      yeah`,
    question: `
      how, what, when, where, which, who, why, does, do you, is it, is there, are you, can
      you, can i, can we, could you, would it, will it`,
    referral: `
      contact, speak with/to, talk with/to, reach out to, write to, email, call, ask, try,
      check with`,
  },
  negations: [
    'not',
    'never',
    'isn',
    'aren',
    'don',
    'doesn',
    'didn',
    'wasn',
    'won',
    'wouldn',
    'nor',
    'hardly',
    'dont',
  ],
  turns: ['but', 'however', 'though', 'although', 'yet', 'unfortunately'],
  dates: {
    months: [
      'january/jan',
      'february/feb',
      'march',
      'april/apr',
      'may',
      'june',
      'july',
      'august/aug',
      'september/sept/sep',
      'october/oct',
      'november/nov',
      'december/dec',
    ],
    before: [
      'in',
      'until',
      'till',
      'by',
      'after',
      'from',
      'early',
      'late',
      'mid',
      'of',
      'since',
      'during',
      'around',
      'before',
    ],
    spring: ['in the spring', 'in spring', 'this spring', 'next spring', 'come spring'],
    summer: [
      'in the summer',
      'in summer',
      'this summer',
      'next summer',
      'before the summer',
      'over the summer',
    ],
    autumn: [
      'in the fall',
      'in the autumn',
      'in autumn',
      'this fall',
      'this autumn',
      'next fall',
      'next autumn',
    ],
    winter: ['in the winter', 'in winter', 'this winter', 'next winter'],
    'after-summer': ['after the summer', 'after summer'],
    'after-holidays': [
      'after the holidays',
      'after the holiday',
      'after christmas',
      'after my vacation',
      'after the vacation',
      'after vacation',
      'after my holiday',
      'after xmas',
    ],
    'new-year': [
      'new year',
      'new years',
      'start of the year',
      'beginning of the year',
      'early next year',
    ],
    'next-week': ['next week'],
    'next-month': ['next month', 'end of the month', 'end of month'],
    'next-quarter': ['next quarter'],
    'next-year': ['next year', 'end of the year', 'end of year'],
    'half-year': ['half a year', 'six months', '6 months'],
    quarter: { words: ['quarter'], ordinals: ['first', 'second', 'third', 'fourth'] },
    ahead: {
      in: ['in', 'within', 'after', 'another'],
      numbers: [
        'a/one',
        'two/couple',
        'three/few',
        'four',
        'five',
        'six',
        'seven',
        'eight',
        'nine',
        'ten',
        'eleven',
        'twelve',
      ],
      day: 'day/days',
      week: 'week/weeks',
      month: 'month/months',
      year: 'year/years',
    },
  },
};
