import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DataSourceRef,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: 'prometheus' };

/** Grafana lays panels out on 24 columns; a panel takes this many and this height. */
const WIDTH = { third: 8, half: 12, full: 24, quarter: 6 } as const;
const HEIGHT = { small: 4, normal: 8 } as const;

export interface PanelOptions {
  title: string;
  /** What it shows and what is normal, for somebody who sees it for the first time. */
  about: string;
  /** PromQL with its legend. */
  queries: readonly (readonly [expression: string, legend: string])[];
  unit?: string;
  width?: keyof typeof WIDTH;
  /** From this value on it is worth a look, and from that one on bad. */
  warnAt?: number;
  badAt?: number;
}

export interface StackOptions extends PanelOptions {
  stacked?: boolean;
}

const REF_IDS = 'ABCDEFGH';

function targets(
  { queries }: PanelOptions,
  instant: boolean,
): Builder<import('@grafana/grafana-foundation-sdk/cog').Dataquery>[] {
  return queries.map(([expression, legend], index) => {
    const query = new DataqueryBuilder()
      .refId(REF_IDS[index] ?? 'A')
      .expr(expression)
      .legendFormat(legend);
    return instant ? query.instant().format(PromQueryFormat.Table) : query.range();
  });
}

function thresholds({ warnAt, badAt }: PanelOptions): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { color: 'green', value: null },
      ...(warnAt === undefined ? [] : [{ color: 'orange', value: warnAt }]),
      ...(badAt === undefined ? [] : [{ color: 'red', value: badAt }]),
    ]);
}

/** How values go over time. */
export function graph(options: StackOptions): Builder<Panel> {
  const panel = new TimeSeries()
    .title(options.title)
    .description(options.about)
    .datasource(PROMETHEUS)
    .unit(options.unit ?? 'short')
    .span(WIDTH[options.width ?? 'half'])
    .height(HEIGHT.normal)
    .min(0)
    .fillOpacity(options.stacked ? 30 : 5)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .thresholds(thresholds(options))
    .targets(targets(options, false));
  return options.stacked ? panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal)) : panel;
}

/** One number each, as of now. */
export function number(options: PanelOptions): Builder<Panel> {
  return new Stat()
    .title(options.title)
    .description(options.about)
    .datasource(PROMETHEUS)
    .unit(options.unit ?? 'short')
    .span(WIDTH[options.width ?? 'quarter'])
    .height(HEIGHT.small)
    .noValue('-')
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(thresholds(options))
    .targets(targets(options, false));
}

/** Which of several states held when. */
export function states(options: PanelOptions): Builder<Panel> {
  return new StateTimeline()
    .title(options.title)
    .description(options.about)
    .datasource(PROMETHEUS)
    .span(WIDTH[options.width ?? 'half'])
    .height(HEIGHT.normal)
    .mergeValues(true)
    .thresholds(thresholds(options))
    .targets(targets(options, false));
}

/** Rows of labels and values, as of now. */
export function table(options: PanelOptions): Builder<Panel> {
  return new Table()
    .title(options.title)
    .description(options.about)
    .datasource(PROMETHEUS)
    .unit(options.unit ?? 'short')
    .span(WIDTH[options.width ?? 'half'])
    .height(HEIGHT.normal)
    .thresholds(thresholds(options))
    .targets(targets(options, true));
}
