import { unusable } from '../failure.ts';
import type { Field } from '../json-input.ts';
import { NODE_SERVICES } from './client.ts';
import { below, findJson } from './http.ts';

const TIMEOUT_MS = 5_000;

/** A process of a node, and its `/status`; undefined where it does not answer. */
export interface ProcessStatus {
  base: URL;
  answer: Field | undefined;
}

/**
 * The process that is asked at an address; where a front stands before a validator's services, that of each of them.
 * Rejects where something answers that is neither.
 */
export async function processesAt(base: URL): Promise<ProcessStatus[]> {
  const own = await statusAt(base);
  if (own !== undefined) return [{ base, answer: own ?? undefined }];
  const behind = await Promise.all(
    NODE_SERVICES.map(async (service) => {
      const place = below(base, `/services/${service}/`);
      return { base: place, answer: await statusAt(place) };
    }),
  );
  if (behind.every(({ answer }) => answer === undefined)) throw unusable(`${base.href} answers, and is no node`);
  return behind.map(({ base, answer }) => ({ base, answer: answer ?? undefined }));
}

/** Undefined for 404, null without a good answer. */
const statusAt = (base: URL): Promise<Field | undefined | null> =>
  findJson(below(base, '/status'), TIMEOUT_MS).catch(() => null);
