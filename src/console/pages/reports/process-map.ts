import { mapTable } from '../../../app/reports/csv-tables.ts';
import { type MappedStage, mapProcess, type ProcessMap } from '../../../app/reports/process-map.ts';
import { type Answer, page, type Visit } from '../../page.ts';
import { csvAnswer, type FigureTable, shownTable } from '../../shown/figures.ts';
import { drawProcessMap } from '../../shown/process-map.ts';
import { reportsWords } from '../../words/reports.ts';
import { sharedWords } from '../../words/shared.ts';
import { sayer } from '../../words.ts';
import { type Asked, askedOf, listPath, pathWith, reportHead } from './asked.ts';

export async function showMap(visit: Visit): Promise<Answer> {
  const { app, language } = visit;
  const asked = askedOf(visit);
  const map = await mapProcess(app, asked, visit.viewer);
  const chosen = { ...asked, cadence: map?.cadence ?? null };
  const head = await reportHead(visit, 'map', chosen);
  const say = sayer(language, reportsWords, sharedWords);
  return page('reports/map', 'title.map', {
    ...head,
    map: map && {
      title: map.title,
      version: map.version,
      drawing: drawProcessMap(map, say, language),
      table: shownTable(tableOf(map, asked), language),
      print: pathWith('/console/reports/map/print', chosen),
    },
  });
}

/** The map alone, as it is pinned on a wall: A4 across. */
export async function printMap(visit: Visit): Promise<Answer> {
  const { app, language } = visit;
  const asked = askedOf(visit);
  const map = await mapProcess(app, asked, visit.viewer);
  const say = sayer(language, reportsWords, sharedWords);
  const chosen = { ...asked, cadence: map?.cadence ?? null };
  return page('reports/map-print', map?.title ?? 'title.map', {
    ...{ back: pathWith('/console/reports/map', chosen), asked: chosen, now: app.clock.now() },
    hasPeriod: asked.from !== null || asked.to !== null,
    map: map && {
      ...{ title: map.title, version: map.version },
      drawing: drawProcessMap(map, say, language),
    },
  });
}

export async function mapFile(visit: Visit): Promise<Answer> {
  const map = await mapProcess(visit.app, askedOf(visit), visit.viewer);
  const say = sayer(visit.language, reportsWords, sharedWords);
  return csvAnswer('process-map', mapTable(map), say);
}

const number = (word: string) => ({ word, isNumber: true });

function tableOf({ cadence, stages }: ProcessMap, asked: Asked): FigureTable {
  return {
    title: 'title.map',
    columns: [
      { word: 'stage', isNumber: false },
      ...['entered', 'present', 'onwards', 'won', 'lost', 'medianDays', 'mails'].map(number),
      { word: 'activities', isNumber: false },
    ],
    rows: stages.map((one) => {
      const to = (of: string) => listPath(asked, { of, stage: one.stage }, { cadence });
      return [
        { value: one.stage },
        { value: one.entered, href: to('entered') },
        { value: one.present, href: to('present') },
        { value: one.onwards, as: 'percent', href: to('left') },
        { value: one.won, href: to('won') },
        { value: one.lost, href: to('lost') },
        {
          value: one.medianHours === null ? null : one.medianHours / 24,
          ...{ as: 'days', href: to('left') },
        },
        { value: one.sent, href: to('sent') },
        { value: activitiesText(one) },
      ];
    }),
  };
}

const activitiesText = ({ activities }: MappedStage) =>
  activities.map(({ step }) => step).join(', ');
