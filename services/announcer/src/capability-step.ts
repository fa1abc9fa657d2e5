import {
  type ConfigurationOverrides,
  configurationDigest,
  isSupportedProtocolVersion,
  protocolConfiguration,
  type SupportedProtocolVersion,
} from '@baton/protocol';
import type { EpochFacts } from './epoch-facts.ts';
import type { Outbox } from './outbox.ts';

const KIND = 'capability_notification_v1';

/** Which protocol versions this validator says it can run. */
export interface SupportedVersions {
  versions: readonly number[];
  /** Versions above the chain's are told from this epoch on; the operator's say in when to vote. */
  upgradeAtEpoch: number;
  /** Graces the network agreed on: part of what is voted for. */
  overrides: ConfigurationOverrides;
}

/** Tells the committee once per epoch, and again if the answer changed. docs/spec/producer.md#capabilities */
export class CapabilityStep {
  readonly #outbox: Outbox;
  readonly #supported: SupportedVersions;

  constructor(outbox: Outbox, supported: SupportedVersions) {
    this.#outbox = outbox;
    this.#supported = supported;
  }

  async run({ epoch, self, view }: Pick<EpochFacts, 'epoch' | 'self' | 'view'>): Promise<void> {
    const supportedVersions = supportedIn(epoch, view.protocolVersion, this.#supported);
    const told = this.#outbox.entries().flatMap(({ body }) => (body.kind === KIND ? [body.notification] : []));
    const newest = told.toSorted((a, b) => b.generation - a.generation)[0];
    const same = newest !== undefined && JSON.stringify(newest.supportedVersions) === JSON.stringify(supportedVersions);
    const generation = same ? newest.generation : (newest?.generation ?? 0) + 1;
    // The generation is the entry's number, so that rows of one epoch keep apart.
    await this.#outbox.ensure(
      { kind: KIND, notification: { authority: self, generation, supportedVersions } },
      generation,
    );
  }
}

/** Ascending by version, each with the digest of the exact rules that it stands for. */
export function supportedIn(
  epoch: number,
  chainVersion: number,
  { versions, upgradeAtEpoch, overrides }: SupportedVersions,
): SupportedProtocolVersion[] {
  return [...new Set(versions)]
    .filter(isSupportedProtocolVersion)
    .filter((version) => version <= chainVersion || epoch >= upgradeAtEpoch)
    .sort((a, b) => a - b)
    .map((version) => ({
      version,
      configurationDigest: configurationDigest(protocolConfiguration(version, overrides)),
    }));
}
