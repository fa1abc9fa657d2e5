import type { ConsensusKey } from '@baton/protocol';
import {
  COMMON_KEYS,
  ConfigurationError,
  DATABASE_KEYS,
  type FlatConfiguration,
  LOG_KEYS,
  loadConfiguration,
  selectConfiguration,
} from '@baton/service-runtime';
import { type Static, type TObject, Type } from 'typebox';
import { unusable } from './failure.ts';
import { Field, readJson } from './json-input.ts';

const graceRounds = Type.Optional(Type.Integer({ minimum: 0 }));

const logSchema = Type.Object({ network: COMMON_KEYS.network, sequencerKey: COMMON_KEYS.sequencerKey, ...LOG_KEYS });
const nodeSchema = Type.Object({
  ...logSchema.properties,
  ...DATABASE_KEYS,
  databaseUrl: COMMON_KEYS.databaseUrl,
  mpcDataFreezeGraceRounds: graceRounds,
  endOfPublishGraceRounds: graceRounds,
});

const databaseSchema = Type.Object({ databaseUrl: COMMON_KEYS.databaseUrl, ...DATABASE_KEYS });

export type DatabaseConfiguration = Static<typeof databaseSchema>;
export type LogConfiguration = Static<typeof logSchema> & { sequencerKey: ConsensusKey };
export type NodeConfiguration = Static<typeof nodeSchema> & { sequencerKey: ConsensusKey };

/** The keys about the log in the configuration of a node or of consensus-log. */
export async function readLogConfiguration(path: string): Promise<LogConfiguration> {
  return (await select(logSchema, path)) as LogConfiguration;
}

export async function readDatabaseConfiguration(path: string): Promise<DatabaseConfiguration> {
  return (await select(databaseSchema, path)) as DatabaseConfiguration;
}

/** What a node's read models are made from. */
export async function readNodeConfiguration(path: string): Promise<NodeConfiguration> {
  return (await select(nodeSchema, path)) as NodeConfiguration;
}

/** A configuration file as its process would load it, overridden by the environment; keys are not checked. */
export async function readConfiguration(path: string, schemas: readonly TObject[]): Promise<FlatConfiguration> {
  new Field(readJson(path), path).names();
  return loadConfiguration(path, schemas, process.env);
}

async function select(schema: TObject, path: string): Promise<FlatConfiguration> {
  const configuration = await readConfiguration(path, [schema]);
  try {
    return selectConfiguration(schema, configuration);
  } catch (error) {
    if (error instanceof ConfigurationError) throw unusable(`${path}: ${error.message}`, error);
    throw error;
  }
}
