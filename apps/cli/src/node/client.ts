import type { NodeFlags } from '../arguments.ts';
import { CommandFailure } from '../failure.ts';
import type { Field } from '../json-input.ts';
import { type NodeAddress, nodeAddress } from './address.ts';
import { type Answer, below, findJson, getJson, problem, request } from './http.ts';
import { readLabels } from './network.ts';
import { readItems } from './pages.ts';

/** What a list of one epoch may hold in all. */
const ITEMS_MAX = 10_000;

const AREA_OF: Readonly<Record<string, string>> = {
  'freeze-projector': 'freeze',
  aggregator: 'handoff',
  'sui-syncer': 'chain',
  barrier: 'barrier',
  'blob-service': 'blobs',
  'session-runner': 'sessions',
  announcer: 'announcer',
  'consensus-log': 'log',
};

/** What a node runs, each at `/services/NAME` of a front. */
export const NODE_SERVICES = Object.keys(AREA_OF).filter((service) => service !== 'consensus-log');

/** One node, in however many processes its services run. */
export class NodeClient {
  readonly address: NodeAddress;
  #areas: Promise<Map<string, URL>> | undefined;
  #labels: Promise<Map<string, string>> | undefined;

  constructor(address: NodeAddress) {
    this.address = address;
  }

  static async of(flags: NodeFlags): Promise<NodeClient> {
    return new NodeClient(await nodeAddress(flags));
  }

  /** Undefined for 404. */
  async find(path: string): Promise<Field | undefined> {
    return findJson(await this.#urlOf(path));
  }

  async get(path: string): Promise<Field> {
    return getJson(await this.#urlOf(path));
  }

  /** All of a list, page after page. */
  async items(path: string): Promise<Field[]> {
    const items = await readItems(await this.#baseOf(path), path, {}, ITEMS_MAX + 1);
    if (items === undefined) throw new CommandFailure(`the node has no ${path}`);
    if (items.length > ITEMS_MAX) throw new CommandFailure(`${path} has more than ${ITEMS_MAX} items`);
    return items;
  }

  async bytes(path: string, accept: string): Promise<Uint8Array> {
    const url = await this.#urlOf(path);
    const answer: Answer = await request(url, accept);
    if (answer.status !== 200) throw problem(url, answer);
    return answer.bytes;
  }

  /** Labels by authority, where a console knows them. */
  labels(): Promise<Map<string, string>> {
    this.#labels ??= readLabels(this.address.console);
    return this.#labels;
  }

  async #urlOf(path: string): Promise<URL> {
    return below(await this.#baseOf(path), path);
  }

  async #baseOf(path: string): Promise<URL> {
    const [only, ...others] = this.address.bases;
    if (others.length === 0) return only;
    this.#areas ??= this.#readAreas();
    const area = path.split('/')[2] ?? '';
    const base = (await this.#areas).get(area);
    if (base === undefined) throw new CommandFailure(`none of the addresses of --node serves ${area}`);
    return base;
  }

  async #readAreas(): Promise<Map<string, URL>> {
    const areas = new Map<string, URL>();
    const read = async (base: URL) => {
      const status = await findJson(below(base, '/status')).catch(() => undefined);
      for (const service of status?.get('services').names() ?? []) areas.set(AREA_OF[service] ?? service, base);
    };
    await Promise.all(this.address.bases.map(read));
    return areas;
  }
}
