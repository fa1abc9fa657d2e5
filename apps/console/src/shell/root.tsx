import { useQuery } from '@tanstack/react-query';
import { getRouteApi, rootRouteId } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { Context } from '../api/context.ts';
import { type Network, networkQuery } from '../api/network.ts';
import { Failure, Loading } from '../parts/states.tsx';
import { Shell } from './shell.tsx';

const route = getRouteApi(rootRouteId);

/** Everything below knows the network, and through which validator it looks. */
export function Root() {
  const { streams } = route.useRouteContext();
  const { via } = route.useSearch();
  const network = useQuery(networkQuery);
  useFreshStart(network.data);
  const context = useMemo(() => {
    if (network.data === undefined) return null;
    const labels = network.data.validators.map(({ label }) => label);
    return { network: network.data, via: via !== undefined && labels.includes(via) ? via : (labels[0] ?? ''), streams };
  }, [network.data, via, streams]);
  if (context === null) {
    return network.error === null ? (
      <Loading what="the network" />
    ) : (
      <Failure error={network.error} what="the network" again={() => void network.refetch()} />
    );
  }
  return (
    <Context value={context}>
      <Shell />
    </Context>
  );
}

/** Another network came to this address while the page was open: nothing that was read of the one before stays. */
function useFreshStart(network: Network | undefined) {
  const before = useRef(network);
  useEffect(() => {
    const other = before.current !== undefined && before.current !== network;
    before.current = network;
    if (other) location.reload();
  }, [network]);
}
