import { useQuery } from '@tanstack/react-query';
import { getRouteApi, rootRouteId } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Context } from '../api/context.ts';
import { networkQuery } from '../api/network.ts';
import { Failure, Loading } from '../parts/states.tsx';
import { Shell } from './shell.tsx';

const route = getRouteApi(rootRouteId);

/** Everything below knows the network, and through which validator it looks. */
export function Root() {
  const { streams } = route.useRouteContext();
  const { via } = route.useSearch();
  const network = useQuery(networkQuery);
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
