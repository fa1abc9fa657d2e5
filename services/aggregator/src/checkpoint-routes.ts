import type { CheckpointKind, Epoch } from '@baton/protocol';
import { type ChainCheckpointRow, type Database, handoffQueries } from '@baton/read-model';
import { ProblemSchema } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { capabilityView, checkpointQuery, checkpointView } from './checkpoint-schemas.ts';
import { epochParams } from './schemas.ts';

const KINDS: readonly CheckpointKind[] = ['dwallet', 'system'];
const CHECKPOINTS_DEFAULT = 50;

/** What goes to the chain and who stands behind it. docs/spec/handoff.md#checkpoints */
export function checkpointRoutes(database: Database): FastifyPluginAsyncTypebox {
  return async (app) => {
    const schema = { tags: ['handoff'], params: epochParams };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };

    app.get(
      '/v1/handoff/epochs/:epoch/checkpoints',
      { schema: { ...schema, querystring: checkpointQuery, response: { 200: checkpointView, ...problems } } },
      async ({ params: { epoch }, query: { kind, after = 0, limit = CHECKPOINTS_DEFAULT } }) => {
        const kinds = kind === undefined ? KINDS : [kind];
        const described = await Promise.all(
          kinds.map((one) => describeCheckpoints(database, epoch, { kind: one, after, limit })),
        );
        return { epoch, checkpoints: described.flat() };
      },
    );

    app.get(
      '/v1/handoff/epochs/:epoch/capabilities',
      { schema: { ...schema, response: { 200: capabilityView, ...problems } } },
      async ({ params: { epoch } }) => {
        const upgrade = await handoffQueries.protocolUpgrade(database.db, epoch);
        const capabilities = await handoffQueries.capabilities(database.db, epoch);
        return { epoch, capabilities: capabilities.map(withoutEpoch), upgrade: upgrade ? withoutEpoch(upgrade) : null };
      },
    );
  };
}

async function describeCheckpoints(
  { db }: Database,
  epoch: Epoch,
  range: { kind: CheckpointKind; after: number; limit: number },
) {
  const { kind } = range;
  const rows = await handoffQueries.checkpoints(db, epoch, range);
  const numbers = rows.map((row) => row.sequenceNumber);
  const tallies = await handoffQueries.checkpointTallies(db, epoch, kind, numbers);
  const signatures = await handoffQueries.checkpointSignatures(db, epoch, kind, numbers);
  return rows.map((row: ChainCheckpointRow) => ({
    ...withoutEpoch(row),
    contents: tallies
      .filter(({ sequenceNumber }) => sequenceNumber === row.sequenceNumber)
      .map(({ contentsDigest, stake, certifiedRound }) => ({
        contentsDigest,
        stake,
        certifiedRound,
        signers: signatures
          .filter((signed) => signed.sequenceNumber === row.sequenceNumber && signed.contentsDigest === contentsDigest)
          .map(({ authority }) => authority),
      })),
  }));
}

const withoutEpoch = <Row extends { epoch: Epoch }>({ epoch: _, ...rest }: Row): Omit<Row, 'epoch'> => rest;
