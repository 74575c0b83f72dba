import { persistenceTable } from '../../../app/reports/csv-tables.ts';
import { reportPersistence } from '../../../app/reports/persistence.ts';
import type { Persistence } from '../../../domain/persistence.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import {
  csvAnswer,
  type FigureTable,
  numberText,
  percentText,
  shownTable,
} from '../../shown/figures.ts';
import { persistenceChart } from '../../shown/persistence-chart.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { sayer } from '../../words.ts';
import { type Asked, askedOf, listPath, reportHead } from './asked.ts';

export async function showPersistence(visit: Visit): Promise<Answer> {
  const { app, language } = visit;
  const asked = askedOf(visit);
  const [head, figures] = await Promise.all([
    reportHead(visit, 'persistence', asked),
    reportPersistence(app, asked, visit.viewer),
  ]);
  const say = sayer(language, reportsWords, sharedWords);
  const isEmpty = figures.replies + figures.wins === 0;
  const { lostReplies, lostWins } = figures.asQuoted;
  return page('reports/persistence', 'title.persistence', {
    ...head,
    isEmpty,
    chart: isEmpty ? null : await persistenceChart(figures, say),
    touches: shownTable(tableOf(figures, asked), language),
    stopping: figures.givingUp.map((one) => ({
      after: one.after,
      word: one.after === 1 ? 'touchOne' : 'touchMany',
      sellers: percentText(one.sellers, language),
      repliesPath:
        one.lostReplies === 0 ? null : listPath(asked, { of: 'repliesAfter', touch: one.after }),
      winsPath: one.lostWins === 0 ? null : listPath(asked, { of: 'winsAfter', touch: one.after }),
      lostReplies: numberText(one.lostReplies, language),
      replyShare: percentText(one.lostReplyShare, language),
      lostWins: numberText(one.lostWins, language),
      winShare: percentText(one.lostWinShare, language),
    })),
    replies: numberText(figures.replies, language),
    wins: numberText(figures.wins, language),
    lostReplies: numberText(lostReplies, language, 1),
    lostWins: numberText(lostWins, language, 1),
  });
}

export async function persistenceFile(visit: Visit): Promise<Answer> {
  const figures = await reportPersistence(visit.app, askedOf(visit), visit.viewer);
  const say = sayer(visit.language, reportsWords, sharedWords);
  return csvAnswer('persistence', persistenceTable(figures), say);
}

const number = (word: string) => ({ word, isNumber: true });

function tableOf({ rows }: Persistence, asked: Asked): FigureTable {
  return {
    title: 'touchTable',
    columns: [
      { word: 'touch', isNumber: false },
      ...['reached', 'replies', 'repliesSoFar', 'wins', 'winsSoFar'].map(number),
    ],
    rows: rows.map((row) => {
      const to = (of: string) => listPath(asked, { of, touch: row.touch });
      return [
        { value: String(row.touch) },
        { value: row.reached, href: to('reached') },
        { value: row.replies, href: to('replies') },
        { value: row.replyShare, as: 'percent', href: to('repliesUntil') },
        { value: row.wins, href: to('wins') },
        { value: row.winShare, as: 'percent', href: to('winsUntil') },
      ];
    }),
  };
}
