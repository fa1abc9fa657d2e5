import { type TSchema, Type } from 'typebox';

/** Schemas of the values that all HTTP faces share. docs/spec/http.md#values */

export const authority = Type.String({ pattern: '^[0-9a-f]{96}$', description: 'AuthorityName' });
export const digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Blake2b-256' });
export const signature = Type.String({ pattern: '^[0-9a-f]{128}$', description: 'Ed25519 signature' });
export const objectId = Type.String({ pattern: '^0x[0-9a-f]{64}$', description: 'Id of an object on the chain' });
export const count = Type.Integer({ minimum: 0 });
export const isoTime = Type.String({ description: 'ISO time' });
export const networkKeyOutput = Type.Enum(['dkg', 'reconfiguration']);

export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const round = nullable(Type.Integer({ minimum: 0, description: 'Round of the log; null until reached' }));

export const epochParams = Type.Object({ epoch: count });

/** Why something is as it is: the code is stable, the text is for people. */
export const why = <const Codes extends readonly string[]>(codes: Codes) =>
  Type.Object({ code: Type.Enum([...codes] as unknown as Codes), text: Type.String() });
