import { type FastifyPluginAsyncTypebox, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { MoveAbort } from '../chain/move.ts';
import { GenesisError, GenesisValidatorSchema } from '../ika/genesis.ts';
import type { IkaState } from '../ika/ika-state.ts';
import {
  ClockSchema,
  type ControlAction,
  type ControlResult,
  LeaveSchema,
  MpcDataSchema,
  StakeSchema,
} from './action.ts';
import { FaultSchema, type Faults } from './faults.ts';

/** Refused for now, not wrong: the first epoch has not begun. */
export class NotBegunError extends Error {
  readonly code = 'NOT_BEGUN';
}

export interface ControlDependencies {
  state: IkaState;
  faults: Faults;
  /** Journals and applies; throws `MoveAbort` as a transaction would. */
  act(action: ControlAction): ControlResult;
}

const Result = Type.Object({ validatorId: Type.Optional(Type.String()), keyId: Type.Optional(Type.String()) });
const FaultList = Type.Object({ faults: Type.Array(Type.Object({ fault: FaultSchema, took: Type.Integer() })) });
const StateReply = Type.Object({
  epoch: Type.Integer(),
  protocolVersion: Type.Integer(),
  pendingActiveSet: Type.Array(Type.Object({ validatorId: Type.String(), stake: Type.String() })),
  openUserSessions: Type.Integer(),
});
/** Key material of the largest validator fits. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** What tests and localnet do to the chain, apart from what a validator can. For loopback only. */
export function controlServer(deps: ControlDependencies): FastifyInstance {
  const app = fastify({ bodyLimit: BODY_BYTES_MAX });
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof MoveAbort) {
      const { module, functionName, code, message } = error;
      return reply.code(409).send({ code: message, abortCode: code, function: `${module}::${functionName}` });
    }
    const refused = error instanceof NotBegunError ? 409 : error instanceof GenesisError ? 422 : undefined;
    return reply
      .code(refused ?? error.statusCode ?? 500)
      .send({ code: refused ? error.name : 'ERROR', message: error.message });
  });
  void app.register(routes(deps));
  return app;
}

const routes =
  ({ state, faults, act }: ControlDependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/join', { schema: { body: GenesisValidatorSchema, response: { 200: Result } } }, async ({ body }) =>
      act({ kind: 'join', validator: body }),
    );
    app.post('/leave', { schema: { body: LeaveSchema, response: { 200: Result } } }, async ({ body }) =>
      act({ kind: 'leave', ...body }),
    );
    app.post('/stake', { schema: { body: StakeSchema, response: { 200: Result } } }, async ({ body }) =>
      act({ kind: 'stake', ...body }),
    );
    app.post('/mpc-data', { schema: { body: MpcDataSchema, response: { 200: Result } } }, async ({ body }) =>
      act({ kind: 'mpc_data', ...body }),
    );
    app.post('/network-keys', { schema: { response: { 200: Result } } }, async () => act({ kind: 'network_key' }));
    app.post('/clock', { schema: { body: ClockSchema, response: { 200: Result } } }, async ({ body }) =>
      act({ kind: 'clock', ...body }),
    );
    app.get('/faults', { schema: { response: { 200: FaultList } } }, async () => ({ faults: faults.list() }));
    app.post('/faults', { schema: { body: FaultSchema, response: { 200: FaultList } } }, async ({ body }) => {
      faults.set(body);
      return { faults: faults.list() };
    });
    app.delete('/faults', { schema: { response: { 200: FaultList } } }, async () => ({ faults: faults.clear() }));
    app.get('/state', { schema: { response: { 200: StateReply } } }, async () => {
      const inner = state.system();
      return {
        epoch: Number(inner.epoch),
        protocolVersion: Number(inner.protocol_version),
        pendingActiveSet: state
          .pendingActiveSet()
          .validators.map((entry) => ({ validatorId: entry.validator_id, stake: entry.staked_amount })),
        openUserSessions: openSessionCount(state),
      };
    });
  };

function openSessionCount(state: IkaState): number {
  const { user_sessions_keeper: keeper } = state.coordinator().sessions_manager;
  return Number(keeper.next_session_sequence_number) - 1 - Number(keeper.completed_sessions_count);
}
