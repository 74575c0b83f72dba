import type Handlebars from 'handlebars';
import type { CapacityOutlook } from '../../app/reports/capacity.ts';
import type { Say } from '../words.ts';
import { bad, drawChart, ink, lead, line, soft } from './chart.ts';

const size = { width: 860, height: 320 };

/** Day by day what leaves, what is left over, and how much there is room for. */
export function capacityChart({ days }: CapacityOutlook, say: Say): Promise<Handlebars.SafeString> {
  const text = { color: soft, fontSize: 13, fontFamily: 'inherit' };
  const bar = (name: string, color: string, data: readonly number[]) => ({
    ...{ name, data, type: 'bar', stack: 'mails', barWidth: '60%', itemStyle: { color } },
  });
  const room = {
    ...{
      name: say('room'),
      type: 'line',
      step: 'middle',
      symbol: 'none',
      data: days.map((day) => day.room),
    },
    itemStyle: { color: ink },
    lineStyle: { color: ink, width: 2 },
  };
  return drawChart(
    {
      grid: { left: 56, right: 24, top: 48, bottom: 40 },
      legend: {
        ...{ top: 4, left: 48, itemGap: 32, formatter: '{name}\u2003' },
        textStyle: { ...text, color: ink },
      },
      xAxis: {
        type: 'category',
        // Without the year: 11-26.
        data: days.map(({ date }) => date.slice(5)),
        axisLabel: text,
        axisLine: { lineStyle: { color: soft } },
        axisTick: { show: false },
      },
      yAxis: {
        ...{ type: 'value', min: 0, minInterval: 1 },
        axisLabel: text,
        splitLine: { lineStyle: { color: line } },
      },
      series: [
        bar(
          say('leaves'),
          lead,
          days.map((day) => day.leaves),
        ),
        bar(
          say('leftOver'),
          bad,
          days.map((day) => day.left),
        ),
        ...(days.some((day) => day.room !== null) ? [room] : []),
      ],
    },
    size,
  );
}
