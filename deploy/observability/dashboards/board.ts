import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { m } from './names.ts';
import { PROMETHEUS } from './panel.ts';

export interface Board {
  /** File name, uid and the last part of the address. */
  name: string;
  title: string;
  about: string;
  /** Labels to choose by on top of the page. */
  choices: readonly ('network' | 'validator')[];
  rows: readonly { title: string; panels: readonly Builder<Panel>[] }[];
}

const REFRESH = '10s';
const SHOWN = { from: 'now-1h', to: 'now' };
const TAG = 'baton';

const CHOICE = {
  network: () => choice('network').label('Network').query(`label_values(${m.serviceReady}, network)`),
  validator: () =>
    choice('validator')
      .label('Validator')
      .query(`label_values(${m.serviceReady}{network="$network", service="freeze-projector"}, validator)`)
      .includeAll(true)
      .multi(true)
      .allValue('.*')
      .current({ text: 'All', value: '$__all' }),
} as const;

const choice = (name: string) =>
  new QueryVariableBuilder(name)
    .datasource(PROMETHEUS)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);

/** A dashboard as Grafana reads it from a file. Ids are numbered, so that the same input gives the same bytes. */
export function build({ name, title, about, choices, rows }: Board): Dashboard {
  const board = new DashboardBuilder(`Baton / ${title}`)
    .uid(`baton-${name}`)
    .description(about)
    .tags([TAG])
    .refresh(REFRESH)
    .time(SHOWN)
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .link(
      new DashboardLinkBuilder('Baton')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  for (const label of choices) board.withVariable(CHOICE[label]());
  for (const row of rows) {
    board.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) board.withPanel(panel);
  }
  const built = board.build();
  for (const [index, panel] of (built.panels ?? []).entries()) panel.id = index + 1;
  return built;
}
