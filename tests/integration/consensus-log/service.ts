import { rmSync } from 'node:fs';
import { consensusLogService } from '@baton/consensus-log';
import { ScriptedChain } from '@baton/consensus-log/testing';
import { ConsensusSigner, saveSequencerKey } from '@baton/keys';
import { jetStreamStores, type LogReport, type LogStore, SubmitClient, verifyEpochLog } from '@baton/log';
import { TEST_SEQUENCER_SEED, TestNetwork } from '@baton/log/testing';
import type { Epoch } from '@baton/protocol';
import { hostServices, type RunningHost } from '@baton/service-runtime';
import { createLogger } from '@baton/telemetry';
import { type TestNats, temporaryFolder, testServers, until } from '@baton/testkit';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** consensus-log on a real nats-server, with a scripted chain. */
export class LogUnderTest implements AsyncDisposable {
  readonly network: TestNetwork;
  readonly chain: ScriptedChain;
  readonly server: TestNats;
  readonly connection: NatsConnection;
  readonly openStore: (epoch: Epoch) => LogStore;
  readonly client: SubmitClient;
  readonly keysDir: string;
  readonly #hosts: RunningHost[] = [];

  private constructor(
    network: TestNetwork,
    server: TestNats,
    connection: NatsConnection,
    keysDir: string,
    openStore: (epoch: Epoch) => LogStore,
  ) {
    this.network = network;
    this.server = server;
    this.connection = connection;
    this.keysDir = keysDir;
    this.openStore = openStore;
    this.chain = new ScriptedChain(network, 1);
    this.client = new SubmitClient(connection, network.name);
  }

  static async start(name: string): Promise<LogUnderTest> {
    const network = new TestNetwork(name);
    const server = await testServers().startNats();
    const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    const keysDir = temporaryFolder('sequencer');
    await saveSequencerKey(keysDir, new ConsensusSigner(TEST_SEQUENCER_SEED));
    return new LogUnderTest(network, server, connection, keysDir, await jetStreamStores(connection, name));
  }

  configuration(overrides: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      network: this.network.name,
      natsUrl: this.server.url,
      natsMonitorUrl: this.server.monitorUrl,
      keysDir: this.keysDir,
      sequencerKey: this.network.sequencerKey,
      suiUrl: 'http://127.0.0.1:1',
      systemObjectId: `0x${'11'.repeat(32)}`,
      coordinatorObjectId: `0x${'22'.repeat(32)}`,
      commitIntervalMs: 20,
      takeoverMs: 300,
      endOfPublishGraceRounds: 2,
      ...overrides,
    };
  }

  async host(overrides: Record<string, unknown> = {}): Promise<RunningHost> {
    const logger = createLogger({ name: 'test', level: 'silent' });
    const service = consensusLogService(() => this.chain);
    const host = await hostServices([service], this.configuration(overrides), { logger, env: {} });
    this.#hosts.push(host);
    return host;
  }

  /** Its address, once it commits. */
  async active(overrides: Record<string, unknown> = {}): Promise<RunningHost> {
    const host = await this.host(overrides);
    const fails = host.failed.then((error) => Promise.reject(error));
    await until(async () => (await this.head(host)).role === 'active', { what: 'the sequencer to commit', fails });
    return host;
  }

  async head(host: RunningHost): Promise<Record<string, unknown>> {
    const response = await fetch(`${host.internalUrl}/v1/log/head`);
    return (await response.json()) as Record<string, unknown>;
  }

  verify(epoch: Epoch): Promise<LogReport> {
    const { sequencerKey } = this.network;
    return verifyEpochLog(this.openStore(epoch), { sequencerKey, signal: AbortSignal.timeout(20_000) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.#hosts) await host.close();
    await this.connection.close();
    await this.server.close();
    rmSync(this.keysDir, { recursive: true, force: true });
  }
}

export interface Answer {
  code: string;
  fault: string;
}

export async function submitOverHttp(
  host: RunningHost,
  bytes: Uint8Array,
  query = '',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${host.internalUrl}/v1/log/submit${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes as BodyInit,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
