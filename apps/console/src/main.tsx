import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.layer.css';
import './theme/tokens.css';
import './theme/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { headQuery } from './api/head.ts';
import { liveStreams } from './api/live.ts';
import { networkQuery } from './api/network.ts';
import { retry } from './api/read.ts';
import { consoleRouter } from './shell/router.tsx';
import { theme } from './theme/mantine.ts';

/** What was read stays this long after the last page that shows it was left. */
const KEPT_MS = 120_000;

const client = new QueryClient({ defaultOptions: { queries: { retry, gcTime: KEPT_MS, refetchOnWindowFocus: true } } });
const router = consoleRouter(client, liveStreams(client));

// What every page needs first, and the page itself: at once, none after the other.
void client.prefetchQuery(networkQuery);
void client.prefetchQuery(headQuery);
void router.load();

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
