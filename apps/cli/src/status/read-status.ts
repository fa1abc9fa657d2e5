import type { Field } from '../json-input.ts';
import type { NodeClient } from '../node/client.ts';
import { type ProcessStatus, processesAt } from '../node/processes.ts';
import type { ClosedBarrier, NodeStatus } from './document.ts';
import type { Reading } from './pace.ts';
import { readLogHead } from './read-log-head.ts';
import { serviceStatus } from './service-status.ts';

/** Readings of the services by name, to tell their pace by the next ones. */
export type Readings = ReadonlyMap<string, Reading>;

/** Asks all processes of a node, and consensus-log where it can be reached, at one moment. */
export async function readStatus(client: NodeClient, log: URL, before: Readings): Promise<NodeStatus> {
  const [answers, { log: head, logProblem }, chain, authority, labels] = await Promise.all([
    Promise.all(client.address.bases.map(processesAt)).then((processes) => processes.flat()),
    readLogHead(log),
    client.find('/v1/chain').catch(() => undefined),
    readAuthority(client),
    client.labels(),
  ]);
  const nowMs = Date.now();
  const services = answers.flatMap(({ answer }) => {
    const each = answer?.get('services');
    return (each?.names() ?? []).map((name) =>
      serviceStatus(name, each!.get(name), { nowMs, log: head, before: before.get(name) }),
    );
  });
  const unreachable = answers.flatMap(({ base, answer }) =>
    answer === undefined ? [base.href] : (answer.maybe('unreachable')?.list() ?? []).map((one) => one.text()),
  );
  const barrier = await readClosedBarriers(client, answers);
  const calm = services.every(({ state, remedy }) => (state === 'ok' || state === 'idle') && remedy === null);
  return {
    at: new Date(nowMs).toISOString(),
    ok: calm && unreachable.length === 0 && logProblem === null,
    label: authority === null ? null : (labels.get(authority) ?? null),
    authority,
    epoch: chain?.maybe('epoch')?.number() ?? null,
    protocolVersion: chain?.maybe('protocolVersion')?.number() ?? null,
    services: services.sort((a, b) => a.service.localeCompare(b.service)),
    unreachable,
    log: head,
    logProblem,
    barrier,
  };
}

export function readingsOf({ at, services }: NodeStatus): Readings {
  const atMs = Date.parse(at);
  return new Map(services.map(({ service, epoch, round, headRound }) => [service, { atMs, epoch, round, headRound }]));
}

async function readAuthority(client: NodeClient): Promise<string | null> {
  const own = await client.find('/v1/announcer').catch(() => undefined);
  return own?.maybe('authority')?.text() ?? null;
}

/** Details of the epochs that the barrier holds closed, as its own status names them. */
async function readClosedBarriers(client: NodeClient, answers: readonly ProcessStatus[]): Promise<ClosedBarrier[]> {
  const epochs = answers.flatMap(({ answer }) => {
    const waiting = answer?.get('services').maybe('barrier')?.get('status').maybe('waiting');
    return (waiting?.list() ?? []).map((one) => one.get('epoch').number());
  });
  const found = await Promise.all(
    epochs.map((epoch) => client.find(`/v1/barrier/epochs/${epoch}`).catch(() => undefined)),
  );
  return found.flatMap((one) => (one === undefined ? [] : [closedBarrier(one)]));
}

export function closedBarrier(answer: Field): ClosedBarrier {
  return {
    epoch: answer.get('epoch').number(),
    state: answer.get('state').text(),
    reason: answer.maybe('reason')?.text() ?? null,
    since: answer.get('since').text(),
    retries: answer.get('retries').number(),
    missing: answer
      .get('missing')
      .list()
      .map((one) => ({
        output: one.get('key').get('type').text(),
        keyId: one.get('key').get('keyId').text(),
        digest: one.get('digest').text(),
      })),
  };
}
