import { isDeepStrictEqual } from 'node:util';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const hex = (bytes: number) => Type.String({ pattern: `^[0-9a-f]{${bytes * 2}}$` });
const address = Type.String({ pattern: '^0x[0-9a-f]{64}$' });
const VALIDATORS_MAX = 115;
const NETWORK_KEYS_MAX = 16;

export const GenesisValidatorSchema = Type.Object(
  {
    validatorName: Type.String({ minLength: 1, maxLength: 128 }),
    /** BLS12-381 public key, compressed: the validator's authority name. */
    protocolPubkey: hex(48),
    consensusPubkey: hex(32),
    networkPubkey: hex(32),
    /** Multiaddr of its public face, such as /ip4/127.0.0.1/tcp/8080/http. */
    peerAddress: Type.String({ minLength: 1 }),
    stake: Type.Integer({ minimum: 1 }),
    suiAddress: address,
    /** Class-groups key material, base64; on the chain for protocol versions that read it from there. */
    mpcData: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' })),
  },
  { additionalProperties: true },
);

/** The chain's first state, at Ika epoch 1. */
export const GenesisSchema = Type.Object({
  network: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' }),
  validators: Type.Array(GenesisValidatorSchema, { minItems: 1, maxItems: VALIDATORS_MAX }),
  epochDurationMs: Type.Integer({ minimum: 100 }),
  protocolVersion: Type.Integer({ minimum: 1 }),
  /** Network keys that await their DKG. */
  networkKeys: Type.Integer({ minimum: 0, maximum: NETWORK_KEYS_MAX }),
  /** How far the target of user sessions may run ahead of the completed ones; by default 100. */
  maxActiveSessionsBuffer: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Accounts that hold SUI for gas. */
  funded: Type.Array(address),
  /** Bounds of the pending active set; by default 1, 115, 1 and 10. */
  minValidatorCount: Type.Optional(Type.Integer({ minimum: 1 })),
  maxValidatorCount: Type.Optional(Type.Integer({ minimum: 1, maximum: VALIDATORS_MAX })),
  minValidatorJoiningStake: Type.Optional(Type.Integer({ minimum: 1 })),
  maxValidatorChangeCount: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type Genesis = Static<typeof GenesisSchema>;
export type GenesisValidator = Static<typeof GenesisValidatorSchema>;

export class GenesisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GenesisError';
  }
}

export function parseGenesis(json: unknown): Genesis {
  if (!Value.Check(GenesisSchema, json)) {
    const [first] = Value.Errors(GenesisSchema, json);
    throw new GenesisError(`genesis${first?.instancePath ?? ''}: ${first?.message ?? 'malformed'}`);
  }
  const names = new Set(json.validators.map((validator) => validator.protocolPubkey));
  if (names.size !== json.validators.length) throw new GenesisError('genesis: two validators share a protocol key');
  return json;
}

/** A chain goes on from the genesis it began with, or not at all. */
export function requireSameGenesis(stored: unknown, given: Genesis): void {
  if (!isDeepStrictEqual(stored, given)) {
    throw new GenesisError('the state directory holds another genesis; give an empty one to start anew');
  }
}
