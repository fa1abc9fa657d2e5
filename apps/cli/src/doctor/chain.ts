import { connectSui } from '@baton/sui-client';
import { duration } from '../output/words.ts';
import { type Finding, fail, ok, reasonOf, warn } from './finding.ts';
import { judgeClock, readClock } from './judge-clock.ts';

const TIMEOUT_MS = 5_000;
const BEHIND_WARN_MS = 30_000;
const UNREACHABLE = 'Check suiUrl, the firewall, and whether the fullnode runs and serves gRPC.';

/** The Sui fullnode: does it answer, and is it in sync. */
export async function examineChain(suiUrl: string): Promise<Finding[]> {
  const host = URL.parse(suiUrl)?.host ?? suiUrl;
  try {
    const askedMs = Date.now();
    const { response } = await connectSui(suiUrl).ledgerService.getServiceInfo({}, { timeout: TIMEOUT_MS });
    const answeredMs = Date.now();
    const { timestamp, checkpointHeight } = response;
    const height = `answers; checkpoint ${checkpointHeight ?? 'unknown'}`;
    if (timestamp === undefined) return [ok('chain', host, height)];
    const theirsMs = Number(timestamp.seconds) * 1_000 + Math.floor(timestamp.nanos / 1_000_000);
    const behindMs = answeredMs - theirsMs;
    if (behindMs > BEHIND_WARN_MS)
      return [
        warn(
          'chain',
          host,
          `its last checkpoint is ${duration(behindMs)} old`,
          'Wait until the fullnode is in sync, or use another one.',
        ),
      ];
    // A checkpoint's time is in the past by nature; only one from the future tells of clocks.
    const ahead = behindMs < 0 ? [judgeClock(readClock('Sui', theirsMs, askedMs, answeredMs))] : [];
    return [ok('chain', host, height), ...ahead];
  } catch (error) {
    return [fail('chain', host, reasonOf(error), UNREACHABLE)];
  }
}
