import type { AuthorityName, CheckpointKind, Epoch } from '@baton/protocol';
import { type ChainCheckpointRow, type Connection, handoffQueries } from '@baton/read-model';
import { immutable, listCursors, ProblemSchema, pageByText, type TextPlace } from '@baton/service-runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { capabilityList, checkpointList, checkpointQuery } from './checkpoint-schemas.ts';
import { epochParams, pageQuery } from './schemas.ts';

export interface CheckpointRouteDependencies {
  db: Connection;
  /** Whether nothing of the epoch changes any more. */
  ended(epoch: Epoch): Promise<boolean>;
}

type Described = Static<typeof checkpointList>['items'];

/** What goes to the chain and who stands behind it. docs/spec/handoff.md#checkpoints */
export function checkpointRoutes({ db, ended }: CheckpointRouteDependencies): FastifyPluginAsyncTypebox {
  return async (app) => {
    const schema = { tags: ['handoff'], params: epochParams };
    const problems = { '4xx': ProblemSchema, '5xx': ProblemSchema };

    app.get(
      '/v1/handoff/epochs/:epoch/checkpoints',
      { schema: { ...schema, querystring: checkpointQuery, response: { 200: checkpointList, ...problems } } },
      async ({ params: { epoch }, query: { kind, after: above, limit, cursor } }, reply) => {
        const list = `handoff.checkpoints.${epoch}.${kind ?? 'all'}.${above}`;
        const cursors = listCursors(list, ['string', 'number']);
        const after = cursors.read(cursor) ?? undefined;
        const isFinal = await ended(epoch);
        const rows = await handoffQueries.checkpointsPage(db, epoch, { kind, above }, { after, limit: limit + 1 });
        const { items, next } = cursors.page(rows, limit, (row) => [row.kind, row.sequenceNumber]);
        const described = await describeCheckpoints(db, epoch, items);
        if (isFinal) immutable(reply);
        return { items: described, next };
      },
    );

    app.get(
      '/v1/handoff/epochs/:epoch/capabilities',
      { schema: { ...schema, querystring: pageQuery, response: { 200: capabilityList, ...problems } } },
      async ({ params: { epoch }, query }, reply) => {
        const isFinal = await ended(epoch);
        const upgrade = await handoffQueries.protocolUpgrade(db, epoch);
        const { items, next } = await pageByText(
          `handoff.capabilities.${epoch}`,
          query,
          (place: TextPlace<AuthorityName>) => handoffQueries.capabilitiesPage(db, epoch, place),
          ({ authority }) => authority,
        );
        if (isFinal) immutable(reply);
        return { items: items.map(withoutEpoch), next, upgrade: upgrade ? withoutEpoch(upgrade) : null };
      },
    );
  };
}

/** The rows, in the order in which they come: kind by kind. */
async function describeCheckpoints(db: Connection, epoch: Epoch, rows: readonly ChainCheckpointRow[]) {
  const byKind = [...Map.groupBy(rows, ({ kind }) => kind)];
  const described = await Promise.all(byKind.map(([kind, ofKind]) => describeKind(db, epoch, kind, ofKind)));
  return described.flat();
}

async function describeKind(
  db: Connection,
  epoch: Epoch,
  kind: CheckpointKind,
  rows: readonly ChainCheckpointRow[],
): Promise<Described> {
  const numbers = rows.map((row) => row.sequenceNumber);
  const tallies = await handoffQueries.checkpointTallies(db, epoch, kind, numbers);
  const signatures = await handoffQueries.checkpointSignatures(db, epoch, kind, numbers);
  return rows.map((row) => ({
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
