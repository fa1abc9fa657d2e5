import { COMMON_KEYS } from '@baton/service-runtime';
import { type Static, Type } from 'typebox';
import { OUTPUT_BYTES } from './output.ts';

export const sessionRunnerConfig = Type.Object({
  network: COMMON_KEYS.network,
  databaseUrl: COMMON_KEYS.databaseUrl,
  engineUrl: COMMON_KEYS.engineUrl,
  networkKeyOutputFile: Type.Optional(
    Type.String({ minLength: 1, description: 'Bytes used as the output of every network DKG' }),
  ),
  reconfigurationOutputFile: Type.Optional(
    Type.String({ minLength: 1, description: 'Bytes used as the output of every reconfiguration' }),
  ),
  sessionOutputBytes: Type.Optional(
    Type.Integer({ minimum: 32, maximum: 8 * 1024 * 1024, description: `Derived outputs; default ${OUTPUT_BYTES}` }),
  ),
  sessionComputeDelayMs: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 3_600_000, description: 'How long a computation takes; default 0' }),
  ),
  keyInstantiationDelayMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      description: "How long a network key's instantiation takes; default 0",
    }),
  ),
});

export type SessionRunnerConfig = Static<typeof sessionRunnerConfig>;
