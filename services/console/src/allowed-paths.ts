/** What a validator's services answer for, each below its own path. */
export const AREAS = ['freeze', 'handoff', 'chain', 'barrier', 'blobs', 'announcer', 'sessions'] as const;
export type Area = (typeof AREAS)[number];

/** Letters that identifiers, digests, names and numbers are made of: nothing that a path could be changed with. */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._:~-]{1,256}$/;
const SEGMENTS_MAX = 12;

/** The area that a validator's path `v1/<area>[/...]` belongs to; undefined for a path that is not passed on. */
export function areaOf(path: string): Area | undefined {
  const area = resourceOf(path);
  return AREAS.find((known) => known === area);
}

/** Whether consensus-log is asked for this path: `v1/log/...`, `status` or `metrics`. */
export function isLogPath(path: string): boolean {
  return path === 'status' || path === 'metrics' || resourceOf(path) === 'log';
}

/** What stands behind `v1/`, if all of the path is harmless. */
function resourceOf(path: string): string | undefined {
  const segments = path.split('/');
  if (segments.length > SEGMENTS_MAX || !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  return segments[0] === 'v1' ? segments[1] : undefined;
}
