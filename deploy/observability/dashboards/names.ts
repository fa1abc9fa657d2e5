import { METRICS } from '@baton/telemetry';

type Names = { readonly [Key in keyof typeof METRICS]: string };

/** Names of the declared metrics by their key in the catalogue: a query cannot name one that is not there. */
export const m = Object.fromEntries(
  Object.entries(METRICS).map(([key, definition]) => [key, definition.name]),
) as unknown as Names;

/** What every panel of a validator selects by. */
export const OWN = 'network="$network", validator=~"$validator"';
export const own = `{${OWN}}`;
/** The log and its sequencer belong to no validator. */
export const NETWORK = 'network="$network"';
export const network = `{${NETWORK}}`;

/** The quantile of a histogram over the dashboard's rate interval, by these labels. */
export function quantile(q: number, name: string, selector: string, by: readonly string[] = ['validator']): string {
  return `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (rate(${name}_bucket{${selector}}[$__rate_interval])))`;
}

export function rate(name: string, selector: string, by: readonly string[]): string {
  return `sum by (${by.join(', ')}) (rate(${name}{${selector}}[$__rate_interval]))`;
}
