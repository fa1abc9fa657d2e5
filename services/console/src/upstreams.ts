import { HttpProblem, notFound } from '@baton/service-runtime';
import type { FastifyRequest } from 'fastify';
import { type Area, areaOf, isLogPath } from './allowed-paths.ts';
import type { ConsoleConfig, ConsoleValidator } from './config.ts';
import { LogAddresses } from './log-addresses.ts';
import { validatorsOf } from './network.ts';

export interface Upstream {
  url: string;
  wasUnreachable?(): void;
}

/** Whom the gateway asks, and for what: nothing outside of the configured addresses and the allowed paths. */
export class Upstreams {
  readonly #validators: ReadonlyMap<string, ConsoleValidator>;
  readonly #log: LogAddresses | undefined;

  constructor(config: ConsoleConfig) {
    this.#validators = new Map(validatorsOf(config).map((validator) => [validator.label, validator]));
    this.#log = config.consensusLogUrl === undefined ? undefined : new LogAddresses(config.consensusLogUrl);
  }

  /**
   * Whom to ask, one after the other until one can be reached. HttpProblem 404 for a path that is not passed on, 503
   * without an address of consensus-log.
   */
  log(path: string): Upstream[] {
    if (!isLogPath(path)) throw notPassedOn(path);
    const log = this.#log;
    if (log !== undefined)
      return log.inOrder.map((base) => ({ url: joined(base, path), wasUnreachable: () => log.wasUnreachable(base) }));
    throw new HttpProblem(503, 'LOG_ADDRESS_MISSING', 'This node does not know where consensus-log is', {
      detail: 'set consensusLogUrl in its configuration',
    });
  }

  /** HttpProblem 404 for an unknown validator, a path that is not passed on, or a service without an address. */
  validator(label: string, path: string, request: FastifyRequest): Upstream {
    const validator = this.#find(label);
    const area = areaOf(path);
    if (area === undefined) throw notPassedOn(path);
    const base = addressOf(validator, area) ?? ownAddress(validator, request);
    if (base !== undefined) return { url: joined(base, path) };
    throw notFound('SERVICE_ADDRESS_MISSING', `The console knows no address of the service of ${area} of ${label}`);
  }

  /** The addresses of all processes of a validator, each once. */
  processes(label: string, request: FastifyRequest): string[] {
    const validator = this.#find(label);
    const { url, urls = {} } = validator;
    const own = ownAddress(validator, request);
    return [...new Set([url, own, ...Object.values(urls)].filter((one) => one !== undefined))];
  }

  #find(label: string): ConsoleValidator {
    const validator = this.#validators.get(label);
    if (validator !== undefined) return validator;
    throw notFound('VALIDATOR_UNKNOWN', `This console does not show a validator ${label}`);
  }
}

function addressOf({ url, urls }: ConsoleValidator, area: Area): string | undefined {
  return urls?.[area] ?? url;
}

/** A node's own console asks the listener that the visitor came to. */
function ownAddress({ url, urls }: ConsoleValidator, { raw: { socket } }: FastifyRequest): string | undefined {
  if (url !== undefined || urls !== undefined) return undefined;
  const { localAddress, localPort, localFamily } = socket;
  return `http://${localFamily === 'IPv6' ? `[${localAddress}]` : localAddress}:${localPort}`;
}

function joined(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}/${path}`;
}

function notPassedOn(path: string): HttpProblem {
  return notFound('PATH_NOT_PASSED_ON', `The console does not pass on ${path.slice(0, 100)}`);
}
