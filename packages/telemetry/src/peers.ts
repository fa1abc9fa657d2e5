import { METRICS } from './catalogue/metrics.ts';
import type { PEER_OPERATIONS, PEER_RESULTS } from './catalogue/runtime.ts';
import type { Telemetry } from './telemetry.ts';

type Operation = (typeof PEER_OPERATIONS)[number];
type Result = (typeof PEER_RESULTS)[number];

/** Measures one request to another validator; what it gave tells the result. */
export type PeerObserver = <Answer>(
  ask: () => Promise<Answer>,
  resultOf: (answer: Answer) => Result,
) => Promise<Answer>;

/** How long other validators take to answer, by what they are asked for. */
export function observePeers(telemetry: Telemetry, operation: Operation): PeerObserver {
  const duration = telemetry.histogram(METRICS.peerRequestDuration);
  return async (ask, resultOf) => {
    const start = performance.now();
    const answer = await ask();
    duration.observe({ operation, result: resultOf(answer) }, (performance.now() - start) / 1000);
    return answer;
  };
}
