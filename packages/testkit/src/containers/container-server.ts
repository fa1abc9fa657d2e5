import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import type { TestServer } from '../servers.ts';
import { until } from '../until.ts';

const LOOPBACK = '127.0.0.1';
const START_TIMEOUT_MS = 60_000;

/** Its ports are published on loopback alone, each under a number that outlives a restart. */
class LoopbackContainer extends GenericContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    const bindings = Object.values((this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>);
    for (const binding of bindings.flat()) binding.HostIp = LOOPBACK;
  }
}

export interface ContainerSpec {
  image: string;
  command: string[];
  environment?: Record<string, string>;
  files?: { content: string; target: string }[];
  /** Ports inside the container. */
  ports: number[];
  /** A line of its log with which it is up for the first time; later `ready` decides. */
  firstLine: RegExp;
  ready(address: (port: number) => string): Promise<boolean>;
}

export interface ContainerServer extends TestServer {
  /** `127.0.0.1:PORT` of a port inside the container. */
  address(port: number): string;
}

/** A container that a test can kill and start again. It is removed with the test, also if the test is killed. */
export async function startContainer(spec: ContainerSpec): Promise<ContainerServer> {
  const ports = new Map<number, number>();
  for (const port of spec.ports) ports.set(port, await freePort());
  const address = (port: number) => `${LOOPBACK}:${ports.get(port)}`;
  const ready = () =>
    until(() => spec.ready(address), { timeoutMs: START_TIMEOUT_MS, what: `${spec.image} to answer` });
  const started: StartedTestContainer = await new LoopbackContainer(spec.image)
    .withCommand(spec.command)
    .withEnvironment(spec.environment ?? {})
    .withCopyContentToContainer(spec.files ?? [])
    .withExposedPorts(...[...ports].map(([container, host]) => ({ container, host })))
    .withWaitStrategy(Wait.forLogMessage(spec.firstLine))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start();
  await ready();
  const client = await getContainerRuntimeClient();
  const container = client.container.getById(started.getId());
  const runs = async () => (await container.inspect()).State.Running;
  const stop = async () => void ((await runs()) && (await container.stop()));
  const close = async () => void (await started.stop({ remove: true, removeVolumes: true }));
  return {
    address,
    stop,
    kill: async () => void ((await runs()) && (await container.kill({ signal: 'SIGKILL' }))),
    restart: async () => {
      await stop();
      await container.start();
      await ready();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
