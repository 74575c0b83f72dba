import type { EChartsCoreOption } from 'echarts/core';
import Handlebars from 'handlebars';

/** Colours of the console, as a chart names them: they follow the theme of whoever looks. */
const inks = {
  '#010101': 'var(--ink)',
  '#020202': 'var(--soft)',
  '#030303': 'var(--line)',
  '#040404': 'var(--lead)',
  '#050505': 'var(--good)',
  '#060606': 'var(--bad)',
} as const;
export const ink = '#010101';
export const soft = '#020202';
export const line = '#030303';
export const lead = '#040404';
export const good = '#050505';
export const bad = '#060606';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** A chart as markup for a page: it scales with its room, has no style or script of its own, and is told in words beside it. */
export async function drawChart(
  option: EChartsCoreOption,
  { width, height }: ChartSize,
): Promise<Handlebars.SafeString> {
  const { init } = await loadCharts();
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return new Handlebars.SafeString(forPage(chart.renderToSVGString({ useViewBox: true })));
  } finally {
    chart.dispose();
  }
}

let loaded: Promise<typeof import('echarts/core')> | undefined;

/** Loaded with the first chart: most processes never draw one. */
function loadCharts(): Promise<typeof import('echarts/core')> {
  loaded ??= (async () => {
    const [core, charts, components, renderers] = await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
    ]);
    core.use([
      ...[charts.BarChart, charts.LineChart, renderers.SVGRenderer],
      ...[components.GridComponent, components.LegendComponent, components.MarkLineComponent],
    ]);
    return core;
  })();
  return loaded;
}

/** The page's policy lets no style stand in it: what a style says, attributes say as well. */
function forPage(svg: string): string {
  const withAttributes = svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_all, style: string) => attributesOf(style))
    .replace(
      /<svg [^>]*viewBox="([^"]*)"[^>]*>/,
      '<svg class="chart" viewBox="$1" aria-hidden="true" focusable="false">',
    );
  return Object.entries(inks).reduce(
    (text, [named, shown]) => text.replaceAll(new RegExp(`"${named}"`, 'gi'), `"${shown}"`),
    withAttributes,
  );
}

const asAttributes = ['fill', 'stroke', 'opacity', 'font-size', 'font-weight', 'text-anchor'];

function attributesOf(style: string): string {
  return style
    .split(';')
    .map((part) => part.split(':').map((text) => text.trim()))
    .filter(([name = '']) => asAttributes.includes(name))
    .map(([name, value = '']) => ` ${name}="${value}"`)
    .join('');
}
