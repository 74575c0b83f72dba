import type Handlebars from 'handlebars';
import type { Persistence } from '../../domain/persistence.ts';
import type { Say } from '../words.ts';
import { bad, drawChart, good, ink, lead, line, soft } from './chart.ts';

const size = { width: 860, height: 380 };

/** Replies and wins so far, touch by touch, and how many sellers are said to be still at it. */
export function persistenceChart(
  { rows, givingUp }: Persistence,
  say: Say,
): Promise<Handlebars.SafeString> {
  const percent = (share: number | null) => (share === null ? null : Math.round(share * 1000) / 10);
  const last = rows.at(-1)?.touch ?? 1;
  const touches = Array.from({ length: Math.max(last, 5) }, (_, index) => index + 1);
  const at = (touch: number) => rows.findLast((row) => row.touch <= touch);
  const stillAtIt = (touch: number) =>
    1 - givingUp.reduce((sum, one) => sum + (one.after < touch ? one.sellers : 0), 0);
  const text = { color: soft, fontSize: 13, fontFamily: 'inherit' };
  const curve = (name: string, color: string, data: readonly (number | null)[]) => ({
    ...{ name, data, type: 'line', step: 'end', symbol: 'circle', symbolSize: 7 },
    itemStyle: { color },
    lineStyle: { color, width: 3 },
  });
  return drawChart(
    {
      grid: { left: 56, right: 24, top: 48, bottom: 56 },
      legend: {
        top: 4,
        left: 48,
        itemGap: 32,
        formatter: '{name}\u2003',
        textStyle: { ...text, color: ink },
      },
      xAxis: {
        type: 'category',
        data: touches.map(String),
        name: say('touch'),
        nameLocation: 'middle',
        nameGap: 34,
        nameTextStyle: text,
        axisLabel: text,
        axisLine: { lineStyle: { color: soft } },
        axisTick: { show: false },
      },
      yAxis: {
        ...{ type: 'value', min: 0, max: 100 },
        axisLabel: { ...text, formatter: '{value} %' },
        splitLine: { lineStyle: { color: line } },
      },
      series: [
        {
          name: say('stillAtIt'),
          type: 'bar',
          barWidth: '55%',
          data: touches.map((touch) => percent(stillAtIt(touch))),
          itemStyle: { color: bad, opacity: 0.28 },
        },
        curve(
          say('repliesSoFar'),
          lead,
          touches.map((touch) => percent(at(touch)?.replyShare ?? 0)),
        ),
        curve(
          say('winsSoFar'),
          good,
          touches.map((touch) => percent(at(touch)?.winShare ?? 0)),
        ),
      ],
    },
    size,
  );
}
