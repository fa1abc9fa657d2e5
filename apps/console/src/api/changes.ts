import { API } from './http.ts';
import type { StreamName } from './streams.ts';

export const logStream: StreamName = 'log';

/** The stream of the area that a path `v1/<area>/…` of a validator belongs to. */
export function validatorStream(label: string, path: string): StreamName {
  return `${label}/${path.split('/')[1] ?? path}`;
}

export function streamUrl(name: StreamName): string {
  if (name === logStream) return `${API}/log/v1/log/events`;
  const [label, area] = name.split('/');
  return `${API}/validators/${label}/v1/${area}/events`;
}

/** Whether what was read under this key may be another after a change of that epoch; null: of any. */
export function changesQuery(queryKey: readonly unknown[], stream: StreamName, epoch: number | null): boolean {
  const [of, path] = queryKey;
  if (of !== stream || typeof path !== 'string') return false;
  const within = /\/epochs\/(\d+)/.exec(path);
  return epoch === null || within === null || Number(within[1]) === epoch;
}

/** The epoch that an event's data names. */
export function epochOf(data: unknown): number | null {
  if (typeof data !== 'object' || data === null) return null;
  const { epoch } = data as { epoch?: unknown };
  return typeof epoch === 'number' ? epoch : null;
}
