import { type ConsensusKey, consensusKey } from '@baton/protocol';
import { Field, readJson } from './json-input.ts';

export interface LogConfiguration {
  network: string;
  natsUrl: string;
  sequencerKey: ConsensusKey;
}

export interface NodeConfiguration extends LogConfiguration {
  databaseUrl: string;
  mpcDataFreezeGraceRounds?: number;
  endOfPublishGraceRounds?: number;
}

const text = (value: string): string => value;

/** The keys about the log in the configuration file of a node or of consensus-log. */
export function readLogConfiguration(path: string): LogConfiguration {
  const file = new Field(readJson(path), path);
  return {
    network: file.get('network').as(text),
    natsUrl: file.get('natsUrl').as(text),
    sequencerKey: file.get('sequencerKey').as(consensusKey),
  };
}

export function readNodeConfiguration(path: string): NodeConfiguration {
  const file = new Field(readJson(path), path);
  const grace = (name: 'mpcDataFreezeGraceRounds' | 'endOfPublishGraceRounds') =>
    file.has(name) ? { [name]: file.get(name).number() } : {};
  return {
    ...readLogConfiguration(path),
    databaseUrl: file.get('databaseUrl').as(text),
    ...grace('mpcDataFreezeGraceRounds'),
    ...grace('endOfPublishGraceRounds'),
  };
}
