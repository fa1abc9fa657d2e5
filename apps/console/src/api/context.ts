import { createContext, useContext, useMemo } from 'react';
import type { Network } from './network.ts';
import type { Streams } from './streams.ts';

export interface ConsoleContext {
  network: Network;
  /** Label of the validator whose services the pages read, where they are not about all. */
  via: string;
  streams: Streams;
}

export const Context = createContext<ConsoleContext | null>(null);

export function useConsole(): ConsoleContext {
  const context = useContext(Context);
  if (context === null) throw new Error('outside of the console');
  return context;
}

/** Label of the validator with this name, if the console shows it. */
export function useLabels(): ReadonlyMap<string, string> {
  const { network } = useConsole();
  return useMemo(() => {
    const known = network.validators.flatMap(({ label, authority }) =>
      authority === null ? [] : [[authority, label] as const],
    );
    return new Map(known);
  }, [network]);
}
