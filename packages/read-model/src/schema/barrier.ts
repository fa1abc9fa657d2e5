import type { HandoffItemKey } from '@baton/protocol';
import { boolean, jsonb, pgSchema, text } from '../orm.ts';
import { digest, integer } from './columns.ts';

/** Owner: barrier. Nothing of an epoch is processed before its anchor is ready (docs/spec/barrier.md). */
export const schema = pgSchema('barrier');

export type AnchorState = 'waiting' | 'ready' | 'rejected';

export const anchor = schema.table('anchor', {
  /** The epoch to be entered; the certificate is that of the epoch before. */
  epoch: integer('epoch').primaryKey(),
  state: text('state').$type<AnchorState>().notNull(),
  priorAttestationDigest: digest('prior_attestation_digest'),
  /** BCS(CertifiedHandoffAttestation) as hex, verified. */
  certificate: text('certificate'),
  requiresCertificate: boolean('requires_certificate').notNull(),
  missing: jsonb('missing').$type<{ key: HandoffItemKey; digest: string }[]>().notNull(),
  /** Why it waits or was rejected. */
  reason: text('reason'),
  since: integer('since').notNull(),
  retries: integer('retries').notNull(),
  readyAt: integer('ready_at'),
});
