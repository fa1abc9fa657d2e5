import type { Digest, Epoch, NetworkKeyState, ObjectId, ValidatedPeer } from '@baton/protocol';
import { schemaCheck } from '@baton/service-runtime';
import { type Static, type TSchema, Type } from 'typebox';
import type { NetworkKeySession } from './plan.ts';

/** Above the longest long poll of the node. */
const TIMEOUT_MS = 40_000;

const announcer = Type.Object({ epoch: Type.Union([Type.Integer(), Type.Null()]) });
const freeze = Type.Object({ frozen: Type.Array(Type.Object({ name: Type.String(), digest: Type.String() })) });
const networkKeys = Type.Object({ keys: Type.Array(Type.Object({ keyId: Type.String(), state: Type.String() })) });
const nextCommitteeKeys = Type.Object({ final: Type.Boolean() });
const registered = Type.Object({ digest: Type.String() });

/** The node refused, or does not answer, or answers in another form than the engine interface has. */
export class EngineInterfaceError extends Error {
  readonly code: string;
  /** 0 when there was no answer */
  readonly status: number;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EngineInterfaceError';
    this.status = status;
    this.code = code;
  }
}

/** All that an MPC engine asks of its node; nothing else of Baton is used. docs/spec/producer.md#engine-interface */
export interface EngineInterface {
  /** the epoch in which this node takes part; null while it waits to enter one */
  currentEpoch(): Promise<Epoch | null>;
  /** empty until the freeze */
  frozenSet(epoch: Epoch): Promise<ValidatedPeer[]>;
  networkKeys(epoch: Epoch): Promise<{ keyId: ObjectId; state: NetworkKeyState }[]>;
  nextCommitteeKeysFinal(epoch: Epoch): Promise<boolean>;
  registerOutput(session: NetworkKeySession, bytes: Uint8Array): Promise<Digest>;
}

export function createEngineInterface(engineUrl: string, signal: AbortSignal): EngineInterface {
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    return fetch(new URL(path, engineUrl), { ...init, signal: limited }).catch((cause: unknown) => {
      throw new EngineInterfaceError(0, 'NODE_UNREACHABLE', `no answer to ${path}`, cause);
    });
  };
  /** undefined where the node has nothing yet */
  const ask = async <Schema extends TSchema>(path: string, schema: Schema): Promise<Static<Schema> | undefined> => {
    const response = await request(path);
    if (response.status === 404) return void (await response.body?.cancel());
    return read(path, response, schema);
  };
  return {
    currentEpoch: async () => (await ask('/v1/announcer', announcer))?.epoch ?? null,
    frozenSet: async (epoch) => ((await ask(`/v1/freeze/epochs/${epoch}`, freeze))?.frozen ?? []) as ValidatedPeer[],
    networkKeys: async (epoch) =>
      ((await ask(`/v1/chain/epochs/${epoch}/network-keys`, networkKeys))?.keys ?? []) as {
        keyId: ObjectId;
        state: NetworkKeyState;
      }[],
    nextCommitteeKeysFinal: async (epoch) =>
      (await ask(`/v1/chain/epochs/${epoch}/next-committee-keys`, nextCommitteeKeys))?.final ?? false,
    async registerOutput({ epoch, keyId, output }, bytes) {
      const path = `/v1/announcer/network-key-outputs?${new URLSearchParams({ epoch: `${epoch}`, keyId, output })}`;
      const headers = { 'content-type': 'application/octet-stream' };
      const response = await request(path, { method: 'POST', headers, body: Uint8Array.from(bytes) });
      return (await read(path, response, registered)).digest as Digest;
    },
  };
}

async function read<Schema extends TSchema>(path: string, response: Response, schema: Schema): Promise<Static<Schema>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { code } = (body ?? {}) as { code?: unknown };
    const known = typeof code === 'string' ? code : `HTTP_${response.status}`;
    throw new EngineInterfaceError(response.status, known, `${path} answered ${response.status} ${known}`);
  }
  if (!schemaCheck(schema)(body)) {
    throw new EngineInterfaceError(response.status, 'ANSWER_MALFORMED', `${path} answered in an unknown form`);
  }
  return body as Static<Schema>;
}
