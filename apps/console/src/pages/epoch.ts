import { useParams } from '@tanstack/react-router';
import { FreezeEpochsSchema } from '../api/freeze.ts';
import { useHead } from '../api/head.ts';
import { useVia } from '../api/read.ts';

const NUMBER = /^\d{1,15}$/;

/** The epoch that the address names: a number, or `current` for the one under way. Null while that is not known. */
export function useEpoch(): { epoch: number | null; newest: number | null } {
  const { epoch: named = 'current' } = useParams({ strict: false });
  const { head, failed } = useHead();
  const folded = useVia('v1/freeze/epochs', FreezeEpochsSchema, { query: { limit: 1 }, enabled: failed !== null });
  const newest = head?.epoch ?? folded.data?.items[0]?.epoch ?? null;
  // Whether a numbered epoch is over decides how it is read.
  const asking = newest === null && (failed === null || folded.isPending);
  return { epoch: NUMBER.test(named) && !asking ? Number(named) : newest, newest };
}
