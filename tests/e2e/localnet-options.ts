import type { LocalnetOptions } from '@baton/localnet';

/** Four validators with small blobs whose network runs until it is stopped; what a test is about it says itself. */
export function localnetOptions(own: Partial<LocalnetOptions>): LocalnetOptions {
  return {
    validators: 4,
    epochs: 0,
    epochSeconds: 15,
    blobKib: 16,
    graceRounds: 20,
    dir: undefined,
    report: undefined,
    networkKeyOutput: undefined,
    reconfigurationOutput: undefined,
    churn: [],
    protocolVersion: 4,
    upgradeAt: undefined,
    sessionsPerSecond: 0,
    ...own,
  };
}
