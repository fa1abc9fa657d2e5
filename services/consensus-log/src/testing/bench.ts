import { type LogReport, type LogStore, MemoryLogStore, verifyEpochLog } from '@baton/log';
import { endOfPublish, TestNetwork } from '@baton/log/testing';
import type { ConsensusTransactionKind, Epoch } from '@baton/protocol';
import { until } from '@baton/testkit';
import type { ConsensusLog } from '../consensus-log.ts';
import { type Running, ScriptedChain, startSequencer } from './harness.ts';

/** Sequencers over one scripted chain and streams in memory. */
export class SequencerBench {
  readonly network = new TestNetwork('engine');
  readonly alice = this.network.member(0);
  readonly stores = new Map<Epoch, MemoryLogStore>();
  readonly running: Running[] = [];
  chain: ScriptedChain = new ScriptedChain(this.network, 1);

  async stop(): Promise<void> {
    await Promise.allSettled(this.running.map(({ stop }) => stop()));
  }

  storeOf(epoch: Epoch): MemoryLogStore {
    const store = this.stores.get(epoch) ?? new MemoryLogStore(this.network.name, epoch);
    this.stores.set(epoch, store);
    return store;
  }

  start(options: Partial<Parameters<typeof startSequencer>[0]> = {}): Running {
    const openStore = (epoch: Epoch): LogStore => this.storeOf(epoch);
    const sequencer = startSequencer({ network: this.network, chain: this.chain, openStore, ...options });
    this.running.push(sequencer);
    return sequencer;
  }

  async active(options: Partial<Parameters<typeof startSequencer>[0]> = {}): Promise<ConsensusLog> {
    const { log, finished } = this.start(options);
    const fails = finished.then(() => Promise.reject(new Error('the sequencer has stopped')));
    await until(() => log.role === 'active', { what: 'the sequencer to commit', fails });
    return log;
  }

  submit(log: ConsensusLog, body: ConsensusTransactionKind, member = this.alice, epoch: Epoch = 1) {
    return log.submit(this.network.message(member, epoch, body), {});
  }

  async sequenced(log: ConsensusLog, body: ConsensusTransactionKind, member = this.alice, epoch: Epoch = 1) {
    const outcome = this.submit(log, body, member, epoch);
    if (outcome.outcome === 'rejected') throw new Error(`${outcome.code}: ${outcome.detail}`);
    return await outcome.result;
  }

  async closeEpoch(log: ConsensusLog, epoch: Epoch = 1): Promise<void> {
    for (const member of this.network.members) await this.sequenced(log, endOfPublish(member, epoch), member, epoch);
    await until(() => log.ledger?.closed, { what: 'the close' });
  }

  async advance(log: ConsensusLog, epoch: Epoch): Promise<void> {
    this.chain.advance();
    await until(() => log.ledger?.epoch === epoch && log.role === 'active', { what: `epoch ${epoch}` });
  }

  verify(epoch: Epoch): Promise<LogReport> {
    const { sequencerKey } = this.network;
    return verifyEpochLog(this.storeOf(epoch), { sequencerKey, signal: AbortSignal.timeout(5_000) });
  }
}
