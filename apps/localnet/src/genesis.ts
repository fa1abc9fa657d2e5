import { writeFileSync } from 'node:fs';
import type { Layout } from './layout.ts';
import type { NetworkPlan } from './network.ts';

/** The file from which devchain plays the network's contracts; for an existing network it is the same again. */
export async function writeGenesis(layout: Layout, plan: NetworkPlan): Promise<string> {
  writeFileSync(layout.genesis, JSON.stringify({ plan }));
  return layout.genesis;
}
