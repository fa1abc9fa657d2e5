import type {
  Digest,
  Epoch,
  NetworkKeyOutputKind,
  NetworkKeyState,
  ObjectId,
  SequenceNumber,
  UserSessionOutput,
  ValidatedPeer,
} from '@baton/protocol';
import { type Static, type TSchema, Type } from 'typebox';
import { EngineInterfaceError, EngineTransport } from './engine-transport.ts';
import type { NetworkKeySession } from './plan.ts';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

const announcer = Type.Object({ epoch: orNull(Type.Integer()) });
const freeze = Type.Object({ frozen: Type.Array(Type.Object({ name: Type.String(), digest: Type.String() })) });
const effectiveInputs = Type.Object({
  final: Type.Boolean(),
  inputs: Type.Array(Type.Object({ name: Type.String(), digest: Type.String() })),
});
const networkKeys = Type.Object({
  version: Type.String(),
  keys: Type.Array(
    Type.Object({
      keyId: Type.String(),
      state: Type.String(),
      currentEpoch: Type.Integer(),
      dkgAtEpoch: Type.Integer(),
      dkgOutput: orNull(Type.String()),
      reconfigurationOutput: orNull(Type.String()),
    }),
  ),
});
const strandedKey = Type.Object({ stranded: Type.Boolean() });
const nextCommitteeKeys = Type.Object({ final: Type.Boolean() });
const registered = Type.Object({ digest: Type.String() });
const userSessions = Type.Object({
  epoch: Type.Integer(),
  version: Type.String(),
  locked: Type.Boolean(),
  target: Type.Integer(),
  completed: Type.Integer(),
  nextSequenceNumber: Type.Integer(),
  open: Type.Array(Type.Object({ sequenceNumber: Type.Integer(), sessionId: Type.String() })),
});
const batch = Type.Object({ state: Type.String(), lastError: orNull(Type.String()) });
const chainEpoch = Type.Object({ protocolVersion: Type.Integer() });
const barrier = Type.Object({
  state: Type.String(),
  requiresCertificate: Type.Boolean(),
  certifiedOutputs: Type.Array(
    Type.Object({ keyId: Type.String(), output: Type.Enum(['dkg', 'reconfiguration']), digest: Type.String() }),
  ),
});

/** A network key as the node's overlay offers it: identity and state from the chain, outputs as digests held locally. */
export interface OfferedKey {
  keyId: ObjectId;
  state: NetworkKeyState;
  currentEpoch: Epoch;
  dkgAtEpoch: Epoch;
  dkgOutput: Digest | null;
  reconfigurationOutput: Digest | null;
}

export interface OpenSession {
  sequenceNumber: SequenceNumber;
  sessionId: ObjectId;
}

export interface UserSessionsView {
  epoch: Epoch;
  /** changes with every other answer */
  version: string;
  /** the target stands for the rest of the epoch */
  locked: boolean;
  target: SequenceNumber;
  completed: SequenceNumber;
  nextSequenceNumber: SequenceNumber;
  /** those up to the target, at least */
  open: OpenSession[];
}

/** What the epoch starts from. */
export interface EpochStart {
  requiresCertificate: boolean;
  certifiedOutputs: { keyId: ObjectId; output: NetworkKeyOutputKind; digest: Digest }[];
}

/** All that an MPC engine asks of its node; nothing else of Baton is used. docs/spec/producer.md#engine-interface */
export interface EngineInterface {
  /** the epoch in which this node takes part, null while it waits to enter one; waits, up to 30 s, for another than `known` */
  currentEpoch(known: Epoch | null): Promise<Epoch | null>;
  /** waits for the freeze, up to 30 s; empty until then */
  frozenSet(epoch: Epoch, signal?: AbortSignal): Promise<ValidatedPeer[]>;
  /** those of the frozen set that a reconfiguration takes; null while they may still change */
  effectiveInputs(epoch: Epoch): Promise<ValidatedPeer[] | null>;
  /** with `since` it waits, up to 30 s, for another version */
  networkKeys(epoch: Epoch, since?: string, signal?: AbortSignal): Promise<{ version: string; keys: OfferedKey[] }>;
  /** what is held of the key is of no use: until the epoch is over the node reads it from the chain */
  strandKey(epoch: Epoch, keyId: ObjectId): Promise<void>;
  /** takes that back: the key is instantiated */
  recoverKey(epoch: Epoch, keyId: ObjectId): Promise<void>;
  nextCommitteeKeysFinal(epoch: Epoch): Promise<boolean>;
  registerOutput(session: NetworkKeySession, bytes: Uint8Array): Promise<Digest>;
  /** undefined while the barrier has not opened the epoch */
  epochStart(epoch: Epoch): Promise<EpochStart | undefined>;
  /** undefined for an epoch that this node did not see */
  protocolVersion(epoch: Epoch): Promise<number | undefined>;
  /** undefined where it is not held */
  blob(digest: Digest): Promise<Uint8Array | undefined>;
  holdsBlob(digest: Digest): Promise<boolean>;
  /** with `since` it waits, up to 30 s, for another version */
  userSessions(since?: string, signal?: AbortSignal): Promise<UserSessionsView | undefined>;
  /** whether the log has the batch */
  submitUserSessionOutputs(epoch: Epoch, outputs: UserSessionOutput[]): Promise<{ sequenced: boolean }>;
}

const strandedPath = (epoch: Epoch, keyId: ObjectId) => `/v1/chain/epochs/${epoch}/network-keys/${keyId}/stranded`;

export function createEngineInterface(engineUrl: string, signal: AbortSignal): EngineInterface {
  const transport = new EngineTransport(engineUrl, signal);
  const ask = <Schema extends TSchema>(
    path: string,
    schema: Schema,
    until?: AbortSignal,
  ): Promise<Static<Schema> | undefined> => transport.get(path, schema, until);
  const sinceQuery = (since: string | undefined) => (since === undefined ? '' : `?${new URLSearchParams({ since })}`);
  return {
    currentEpoch: async (known) => (await ask(`/v1/announcer?since=${known ?? 'none'}`, announcer))?.epoch ?? null,
    frozenSet: async (epoch, until) =>
      ((await ask(`/v1/freeze/epochs/${epoch}?wait=frozen`, freeze, until))?.frozen ?? []) as ValidatedPeer[],
    async effectiveInputs(epoch) {
      const answer = await ask(`/v1/freeze/epochs/${epoch}/effective-inputs`, effectiveInputs);
      return answer?.final ? (answer.inputs as ValidatedPeer[]) : null;
    },
    async networkKeys(epoch, since, until) {
      const answer = await ask(`/v1/chain/epochs/${epoch}/network-keys${sinceQuery(since)}`, networkKeys, until);
      return { version: answer?.version ?? '', keys: (answer?.keys ?? []) as OfferedKey[] };
    },
    strandKey: async (epoch, keyId) => void (await transport.command('PUT', strandedPath(epoch, keyId), strandedKey)),
    recoverKey: async (epoch, keyId) =>
      void (await transport.command('DELETE', strandedPath(epoch, keyId), strandedKey)),
    nextCommitteeKeysFinal: async (epoch) =>
      (await ask(`/v1/chain/epochs/${epoch}/next-committee-keys`, nextCommitteeKeys))?.final ?? false,
    async registerOutput({ epoch, keyId, output }, bytes) {
      const path = `/v1/announcer/network-key-outputs?${new URLSearchParams({ epoch: `${epoch}`, keyId, output })}`;
      return (await transport.post(path, 'application/octet-stream', Uint8Array.from(bytes), registered))
        .digest as Digest;
    },
    async epochStart(epoch) {
      const answer = await ask(`/v1/barrier/epochs/${epoch}`, barrier);
      if (answer?.state !== 'ready') return undefined;
      const certifiedOutputs = answer.certifiedOutputs as EpochStart['certifiedOutputs'];
      return { requiresCertificate: answer.requiresCertificate, certifiedOutputs };
    },
    protocolVersion: async (epoch) => (await ask(`/v1/chain/epochs/${epoch}`, chainEpoch))?.protocolVersion,
    blob: (digest) => transport.bytes(`/v1/blobs/${digest}`),
    holdsBlob: (digest) => transport.exists(`/v1/blobs/${digest}`),
    userSessions: async (since, until) =>
      (await ask(`/v1/chain/user-sessions${sinceQuery(since)}`, userSessions, until)) as UserSessionsView | undefined,
    async submitUserSessionOutputs(epoch, outputs) {
      const body = JSON.stringify({ epoch, outputs });
      const { state } = await transport.post('/v1/announcer/user-session-outputs', 'application/json', body, batch);
      return { sequenced: state === 'sequenced' };
    },
  };
}

export { EngineInterfaceError };
