import type { AuthorityName, Epoch } from '@baton/protocol';
import type { ValidatorPlan } from './network.ts';

const TIMEOUT_MS = 10_000;
/** Already so: asked before a restart of this program. */
const CONFLICT = 409;

export class ChainControlError extends Error {
  override name = 'ChainControlError';
}

/** What validators and governance ask of the chain, through devchain's control port. */
export class ChainControl {
  readonly #url: string;
  readonly #recordOf: (validator: ValidatorPlan) => Promise<unknown>;

  /** `recordOf` gives what the chain keeps of a validator. */
  constructor(url: string, recordOf: (validator: ValidatorPlan) => Promise<unknown>) {
    this.#url = url;
    this.#recordOf = recordOf;
  }

  state(): Promise<{ epoch: Epoch; protocolVersion: number; openUserSessions: number }> {
    return this.#ask('/state') as Promise<{ epoch: Epoch; protocolVersion: number; openUserSessions: number }>;
  }

  /** Joining twice is as good as once. */
  async join(validator: ValidatorPlan): Promise<void> {
    await this.#ask('/join', await this.#recordOf(validator), CONFLICT);
  }

  async leave(authority: AuthorityName): Promise<void> {
    await this.#ask('/leave', { authority }, CONFLICT);
  }

  async newNetworkKey(): Promise<string> {
    return ((await this.#ask('/network-keys', {})) as { keyId: string }).keyId;
  }

  async #ask(path: string, body?: unknown, tolerated?: number): Promise<unknown> {
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(new URL(path, this.#url), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok || response.status === tolerated) return response.json();
    throw new ChainControlError(`devchain refuses ${path}: ${response.status} ${await response.text()}`);
  }
}

const headers = { 'content-type': 'application/json' };
