import type { AuthorityName, Digest } from '@baton/protocol';
import { bigint, text } from '../orm.ts';

/** A u64 of the protocol, kept as a safe integer (epoch, round, stake, sequence, milliseconds). */
export const integer = (name: string) => bigint(name, { mode: 'number' });

/** An authority's name: 96 lower-case hex digits. */
export const authority = (name: string) => text(name).$type<AuthorityName>();

/** A Blake2b-256 digest: 64 lower-case hex digits. */
export const digest = (name: string) => text(name).$type<Digest>();
