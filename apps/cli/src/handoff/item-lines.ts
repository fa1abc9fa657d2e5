import type { Field } from '../json-input.ts';
import { called } from '../node/members.ts';
import { columns } from '../output/columns.ts';
import { paint } from '../output/paint.ts';
import { short } from '../output/words.ts';

type Labels = ReadonlyMap<string, string>;

interface Item {
  type: string;
  subject: string;
  /** By attestation, in their order; missing where it does not name the item. */
  digests: Map<number, string>;
}

/** What is handed over, by item; where members signed different attestations, those side by side. */
export function itemLines(attestations: readonly Field[], labels: Labels): string[] {
  const [first, ...others] = attestations;
  if (first === undefined) return [];
  const items = byItem(attestations, labels);
  if (others.length === 0) {
    const rows = items.map(({ type, subject, digests }) => [type, subject, short(digests.get(0) ?? '')]);
    const title = first.get('certified').boolean() ? 'certified:' : 'to be certified:';
    return ['', title, ...columns(rows).map((line) => `  ${line}`)];
  }
  const header = [
    '',
    '',
    ...attestations.map((one) => paint('strong', short(one.get('attestationDigest').text()))),
    '',
  ];
  const rows = items.map((item) => comparison(item, attestations.length));
  return ['', 'items of each attestation:', ...columns([header, ...rows]).map((line) => `  ${line}`)];
}

function comparison({ type, subject, digests }: Item, attestations: number): string[] {
  const each = Array.from({ length: attestations }, (_, index) => digests.get(index));
  const differs = new Set(each).size > 1;
  const cells = each.map((digest) => (digest === undefined ? 'not named' : short(digest)));
  return [
    type,
    subject,
    ...cells.map((cell) => (differs ? paint('bad', cell) : cell)),
    ...(differs ? ['differs'] : ['']),
  ];
}

function byItem(attestations: readonly Field[], labels: Labels): Item[] {
  const items = new Map<string, Item>();
  for (const [index, one] of attestations.entries()) {
    for (const item of one.get('attestation').get('items').list()) {
      const key = item.get('key');
      const type = key.get('type').text().replaceAll('_', ' ');
      const validator = key.maybe('validator')?.text();
      const id = validator ?? key.get('keyId').text();
      const subject = validator === undefined ? short(id) : called(validator, labels);
      const known = items.get(`${type} ${id}`) ?? { type, subject, digests: new Map() };
      known.digests.set(index, item.get('digest').text());
      items.set(`${type} ${id}`, known);
    }
  }
  return [...items.values()];
}
