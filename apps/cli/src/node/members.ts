import { unusable } from '../failure.ts';

/** A validator as people may call it. */
export interface Named {
  /** Of a local network or a console; null where nobody gave one. */
  label: string | null;
  authority: string;
}

const PREFIX_MIN = 2;

/** The validator that a label or the beginning of an authority means; unusable when none or several do. */
export function findMember<One extends Named>(members: readonly One[], name: string): One {
  const labelled = members.filter(({ label }) => label === name);
  if (labelled.length === 1) return labelled[0] as One;
  const prefix = name.replace(/…$/, '').toLowerCase();
  const begun = prefix.length < PREFIX_MIN ? [] : members.filter(({ authority }) => authority.startsWith(prefix));
  if (begun.length === 1) return begun[0] as One;
  if (begun.length > 1) throw unusable(`${name} is the beginning of ${begun.length} validators; give more of it`);
  throw unusable(`${name} is no validator known here${known(members)}`);
}

const NAMED_MAX = 8;

function known(members: readonly Named[]): string {
  if (members.length === 0) return '';
  const names = members.slice(0, NAMED_MAX).map((member) => member.label ?? `${member.authority.slice(0, 12)}…`);
  return `: ${names.join(', ')}${members.length > NAMED_MAX ? ` and ${members.length - NAMED_MAX} more` : ''}`;
}

/** `validator-1 (9a3f…)`, or the beginning of the authority alone. */
export function called(authority: string, labels: ReadonlyMap<string, string>): string {
  const label = labels.get(authority);
  const start = `${authority.slice(0, 12)}…`;
  return label === undefined ? start : `${label} (${start})`;
}
