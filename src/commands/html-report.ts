import Handlebars from 'handlebars';
import type { StageFigures } from '../store/reports/funnel.ts';
import { pageStyle } from './page-style.ts';

export interface ReportMail {
  readonly at: string;
  readonly subject: string;
  readonly html: string;
}

export interface ReportPerson {
  readonly name: string;
  readonly email: string;
  /** One line: where it stands and why. */
  readonly standing: string;
  readonly timeline: readonly { readonly at: string; readonly what: string }[];
  readonly mails: readonly ReportMail[];
}

export interface Report {
  readonly title: string;
  readonly madeAt: Date;
  readonly funnel: readonly StageFigures[];
  readonly people: readonly ReportPerson[];
}

const source = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title><style>${pageStyle}</style></head><body>
<h1>{{title}}</h1><p class="soft">as of {{madeAt}} UTC</p>
{{#each cadences}}
<h2>{{key}}</h2>
<table><thead><tr><th>stage</th><th>entered</th><th></th><th>in it now</th><th>gone on</th><th>won</th><th>lost</th><th>to the end</th><th>mails</th>{{#if followed}}<th>clicked</th><th>opened</th>{{/if}}<th>median days</th></tr></thead><tbody>
{{#each stages}}<tr><td>{{stage}}</td><td>{{entered}}</td><td class="wide"><span class="bar" style="width:{{width}}%"></span></td><td>{{present}}</td><td>{{movedOn}}</td><td>{{won}}</td><td>{{lost}}</td><td>{{completed}}</td><td>{{sent}}</td>{{#if ../followed}}<td>{{clicked}}</td><td>{{opened}}</td>{{/if}}<td>{{days}}</td></tr>
{{/each}}</tbody></table>
{{else}}<p>Nobody has been enrolled yet.</p>
{{/each}}
{{#if people}}<h2>Prospects</h2>{{/if}}
{{#each people}}
<details><summary><b>{{name}}</b> {{email}} <span class="soft">· {{standing}}</span></summary>
<table class="timeline"><tbody>{{#each timeline}}<tr><td class="soft">{{at}}</td><td>{{what}}</td></tr>{{/each}}</tbody></table>
{{#each mails}}<details><summary>{{at}} · {{subject}}</summary><iframe loading="lazy" sandbox="" title="{{subject}}" srcdoc="{{html}}"></iframe></details>
{{/each}}</details>
{{/each}}
</body></html>
`;

const page = Handlebars.compile(source);

/** A page that needs nothing else: figures by stage and, when given, each prospect with timeline and mails as sent. */
export function reportPage(report: Report): string {
  const keys = [...new Set(report.funnel.map((figures) => figures.cadence))];
  const cadences = keys.map((key) => {
    const stages = report.funnel.filter((figures) => figures.cadence === key);
    const most = Math.max(1, ...stages.map((figures) => figures.entered));
    return {
      key,
      followed: stages.some(({ clicked, opened }) => clicked + opened > 0),
      stages: stages.map((figures) => ({
        ...figures,
        width: Math.round((figures.entered / most) * 100),
        days: figures.medianHours === null ? '' : (figures.medianHours / 24).toFixed(1),
      })),
    };
  });
  const madeAt = report.madeAt.toISOString().slice(0, 16).replace('T', ' ');
  return page({ ...report, madeAt, cadences });
}
