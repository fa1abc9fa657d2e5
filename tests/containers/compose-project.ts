import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@baton/testkit';
import { execa } from 'execa';

const FOLDER = fileURLToPath(new URL('../../deploy/compose', import.meta.url));
/** Variables of deploy/compose/.env that name a published port. */
const PORTS = [
  'CONSOLE_PORT',
  'CONSENSUS_LOG_PORT',
  'CONSENSUS_LOG_STANDBY_PORT',
  'VALIDATOR_0_PORT',
  'VALIDATOR_1_PORT',
  'VALIDATOR_2_PORT',
  'VALIDATOR_3_PORT',
] as const;
const UP_SECONDS_MAX = 150;
/** Of all images that the Dockerfile makes. */
const IMAGE_LABEL = 'org.opencontainers.image.title=baton';

type Port = (typeof PORTS)[number];

export interface ContainerState {
  service: string;
  /** `running`, `exited` … */
  state: string;
  /** `healthy`, `starting` …; empty where there is no health check */
  health: string;
  exitCode: number;
}

/** deploy/compose under a name and on ports of its own, as an operator drives it. */
export class ComposeProject implements AsyncDisposable {
  readonly #name: string;
  readonly #environmentFiles: readonly string[];
  readonly #environment: Record<string, string>;

  private constructor(name: string, environmentFiles: readonly string[], environment: Record<string, string>) {
    this.#name = name;
    this.#environmentFiles = environmentFiles;
    this.#environment = environment;
  }

  /** Nothing runs yet; two runs on one engine do not meet. `environment` overrides what the files say. */
  static async create(
    name: string,
    environment: Record<string, string> = {},
    environmentFiles: readonly string[] = ['.env'],
  ): Promise<ComposeProject> {
    const ports = await freePorts(PORTS.length);
    const published = Object.fromEntries(PORTS.map((variable, index) => [variable, String(ports[index])]));
    return new ComposeProject(`${name}-${randomBytes(4).toString('hex')}`, environmentFiles, {
      ...published,
      ...environment,
    });
  }

  url(port: Port): string {
    return `http://127.0.0.1:${this.#environment[port]}`;
  }

  /** The images as the checkout is now, quick where nothing changed. Those that lost their name to them are removed. */
  async build(): Promise<void> {
    await this.#compose('build', '--quiet');
    await execa('docker', ['image', 'prune', '--force', '--filter', `label=${IMAGE_LABEL}`]);
  }

  /** Rejects with compose's words unless everything is healthy in time. */
  up(): Promise<string> {
    return this.#compose('up', '--wait', '--wait-timeout', String(UP_SECONDS_MAX), '--quiet-pull');
  }

  /** One service again, whose surroundings run. */
  upAlone(service: string): Promise<string> {
    return this.#compose('up', '--wait', '--wait-timeout', String(UP_SECONDS_MAX), '--no-deps', service);
  }

  /** kill -9, without a restart. */
  kill(service: string): Promise<string> {
    return this.#compose('kill', service);
  }

  async stop(...services: string[]): Promise<void> {
    await this.#compose('stop', ...services);
  }

  exec(service: string, ...command: string[]): Promise<string> {
    return this.#compose('exec', '--no-TTY', service, ...command);
  }

  /** The command `baton` beside the network; rejects unless it ends with 0. */
  baton(...args: string[]): Promise<string> {
    return this.#compose('run', '--rm', '--no-TTY', 'baton', ...args);
  }

  /** What a validator stands on, with its keys, its disk and its ways out; rejects where a check failed. */
  doctor(validator: number): Promise<string> {
    return this.#compose('run', '--rm', '--no-TTY', `validator-${validator}-doctor`);
  }

  async states(...services: string[]): Promise<ContainerState[]> {
    const lines = (await this.#compose('ps', '--all', '--format', 'json', ...services)).split('\n').filter(Boolean);
    return lines.map((line) => {
      const told = JSON.parse(line) as { Service: string; State: string; Health: string; ExitCode: number };
      return { service: told.Service, state: told.State, health: told.Health, exitCode: told.ExitCode };
    });
  }

  /** What a service printed last, to be told with a failure. */
  logs(...services: string[]): Promise<string> {
    return this.#compose('logs', '--no-color', '--tail', '20', ...services);
  }

  /** Removes containers, networks and volumes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compose('--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '2');
  }

  async #compose(...args: string[]): Promise<string> {
    const files = this.#environmentFiles.flatMap((file) => ['--env-file', file]);
    const { stdout } = await execa('docker', ['compose', '--project-name', this.#name, ...files, ...args], {
      cwd: FOLDER,
      env: this.#environment,
    });
    return stdout;
  }
}
