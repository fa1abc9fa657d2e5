import {
  type CommitteeSnapshot,
  createCommittee,
  decodeCertificate,
  type Epoch,
  nextCommitteeNames,
  verifyJoinerBootstrapCertificate,
} from '@baton/protocol';
import { until } from '@baton/testkit';
import type { ComposeProject } from './compose-project.ts';

const SEQUENCERS = ['CONSENSUS_LOG_PORT', 'CONSENSUS_LOG_STANDBY_PORT'] as const;
const SERVICE_OF = {
  CONSENSUS_LOG_PORT: 'consensus-log',
  CONSENSUS_LOG_STANDBY_PORT: 'consensus-log-standby',
} as const;
const VALIDATORS = ['VALIDATOR_0_PORT', 'VALIDATOR_1_PORT', 'VALIDATOR_2_PORT', 'VALIDATOR_3_PORT'] as const;
const EPOCH_PATIENCE_MS = 90_000;

export interface LogHead {
  epoch: Epoch;
  round: number;
  digest: string;
  role: string;
}

const isFurther = ({ epoch, round }: LogHead, before: LogHead): boolean => epoch > before.epoch || round > before.round;

/** The network of deploy/compose as anybody sees it who may ask its services. */
export class ComposeNetwork {
  readonly #project: ComposeProject;

  constructor(project: ComposeProject) {
    this.#project = project;
  }

  /** The furthest head that a sequencer tells of. */
  async head(): Promise<LogHead> {
    const heads = await Promise.all(SEQUENCERS.map((port) => this.#headAt(port)));
    const told = heads.filter((head) => head !== undefined);
    const [furthest] = told.sort((a, b) => b.epoch - a.epoch || b.round - a.round);
    if (furthest === undefined) throw new Error('no sequencer answers');
    return furthest;
  }

  /** The service that commits at the moment. */
  async activeSequencer(): Promise<'consensus-log' | 'consensus-log-standby'> {
    return until(
      async () => {
        for (const port of SEQUENCERS) if ((await this.#headAt(port))?.role === 'active') return SERVICE_OF[port];
        return false;
      },
      { what: 'a sequencer to be active' },
    );
  }

  async standbySequencer(): Promise<'consensus-log' | 'consensus-log-standby'> {
    return (await this.activeSequencer()) === 'consensus-log' ? 'consensus-log-standby' : 'consensus-log';
  }

  async commitsAfter(before: LogHead): Promise<void> {
    await until(async () => isFurther(await this.head(), before), { what: `a commit after round ${before.round}` });
  }

  async consoleTellsCommitsAfter(before: LogHead): Promise<void> {
    const told = async () => {
      const head = await this.#headBelow(`${this.#project.url('CONSOLE_PORT')}/console/api/log`);
      return head !== undefined && isFurther(head, before);
    };
    await until(told, { what: `the console to tell of a commit after round ${before.round}` });
  }

  /** The digest of the log's chain at a round, as a sequencer tells it now. */
  async digestAt(epoch: Epoch, round: number): Promise<string> {
    const response = await fetch(`${this.#project.url('CONSENSUS_LOG_PORT')}/v1/log/epochs/${epoch}/commits/${round}`);
    if (!response.ok) throw new Error(`commit ${round} of epoch ${epoch}: status ${response.status}`);
    return ((await response.json()) as { digest: string }).digest;
  }

  /** Status of a path at a validator's front; 0 where nothing answers. */
  async statusAt(validator: number, path: string): Promise<number> {
    const response = await fetch(this.#url(validator, path)).catch(() => undefined);
    await response?.body?.cancel();
    return response?.status ?? 0;
  }

  /** Waits until every validator has the epoch's certificate and its barrier has let it into the next epoch. */
  async finished(epoch: Epoch): Promise<void> {
    await until(
      async () => {
        const states = await Promise.all(
          VALIDATORS.map(async (_, validator) => [
            await this.statusAt(validator, `/v1/handoff/epochs/${epoch}/certificate`),
            (await this.#json<{ state?: string }>(validator, `/v1/barrier/epochs/${epoch + 1}`).catch(() => undefined))
              ?.state,
          ]),
        );
        return states.every(([certificate, barrier]) => certificate === 200 && barrier === 'ready');
      },
      { what: `the end of epoch ${epoch}`, timeoutMs: EPOCH_PATIENCE_MS },
    );
  }

  /** What is wrong with the epoch's certificate at any of the validators. */
  async certificateProblems(epoch: Epoch): Promise<string[]> {
    const committee = (of: Epoch) => this.#json<CommitteeSnapshot>(0, `/v1/chain/epochs/${of}/committee`);
    const [own, next] = await Promise.all([committee(epoch), committee(epoch + 1)]);
    const found = await Promise.all(
      VALIDATORS.map(async (_, validator) => {
        const response = await fetch(this.#url(validator, `/v1/handoff/epochs/${epoch}/certificate`), {
          headers: { accept: 'application/octet-stream' },
        });
        if (!response.ok) return [`validator ${validator} has no certificate of epoch ${epoch}`];
        const { valid, fault } = verifyJoinerBootstrapCertificate({
          certificate: decodeCertificate(new Uint8Array(await response.arrayBuffer())),
          committee: createCommittee(own),
          expectedEpoch: epoch,
          nextMembers: nextCommitteeNames(next),
        });
        return valid ? [] : [`validator ${validator}, epoch ${epoch}: ${fault}`];
      }),
    );
    return found.flat();
  }

  #url(validator: number, path: string): string {
    const port = VALIDATORS[validator];
    if (port === undefined) throw new Error(`there is no validator ${validator}`);
    return `${this.#project.url(port)}${path}`;
  }

  async #json<T>(validator: number, path: string): Promise<T> {
    const response = await fetch(this.#url(validator, path));
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as T;
  }

  #headAt(port: (typeof SEQUENCERS)[number]): Promise<LogHead | undefined> {
    return this.#headBelow(this.#project.url(port));
  }

  async #headBelow(base: string): Promise<LogHead | undefined> {
    try {
      const response = await fetch(`${base}/v1/log/head`);
      return response.ok ? ((await response.json()) as LogHead) : undefined;
    } catch {
      return undefined;
    }
  }
}
