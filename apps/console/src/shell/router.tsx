import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';
import * as v from 'valibot';
import type { Streams } from '../api/streams.ts';
import { Loading } from '../parts/states.tsx';
import { NotFound } from './not-found.tsx';
import { PageFailure } from './page-failure.tsx';
import { Root } from './root.tsx';

export interface RouterContext {
  client: QueryClient;
  streams: Streams;
}

const text = v.optional(
  v.fallback(v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))), undefined),
);
const number = v.optional(v.fallback(v.optional(v.number()), undefined));

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
  validateSearch: v.object({ via: text }),
  search: { middlewares: [retainSearchParams(['via'])] },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview/overview.tsx'), 'Overview'),
});
const epochs = createRoute({
  getParentRoute: () => root,
  path: '/epochs',
  component: lazyRouteComponent(() => import('../pages/epochs/epochs.tsx'), 'Epochs'),
});
const timeline = createRoute({
  getParentRoute: () => root,
  path: '/epochs/$epoch/timeline',
  component: lazyRouteComponent(() => import('../pages/timeline/timeline-page.tsx'), 'TimelinePage'),
});
const freeze = createRoute({
  getParentRoute: () => root,
  path: '/epochs/$epoch/freeze',
  validateSearch: v.object({ name: text }),
  component: lazyRouteComponent(() => import('../pages/freeze/freeze-page.tsx'), 'FreezePage'),
});
const handoff = createRoute({
  getParentRoute: () => root,
  path: '/epochs/$epoch/handoff',
  component: lazyRouteComponent(() => import('../pages/handoff/handoff-page.tsx'), 'HandoffPage'),
});
const log = createRoute({
  getParentRoute: () => root,
  path: '/log',
  validateSearch: v.object({ epoch: number, kind: text, author: text, round: number, message: number }),
  component: lazyRouteComponent(() => import('../pages/log/log-page.tsx'), 'LogPage'),
});
const blobs = createRoute({
  getParentRoute: () => root,
  path: '/blobs',
  component: lazyRouteComponent(() => import('../pages/blobs/blobs-page.tsx'), 'BlobsPage'),
});
const barrier = createRoute({
  getParentRoute: () => root,
  path: '/barrier',
  component: lazyRouteComponent(() => import('../pages/barrier/barrier-page.tsx'), 'BarrierPage'),
});
const performance = createRoute({
  getParentRoute: () => root,
  path: '/performance',
  component: lazyRouteComponent(() => import('../pages/performance/performance-page.tsx'), 'PerformancePage'),
});
const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: lazyRouteComponent(() => import('../pages/verify/verify-page.tsx'), 'VerifyPage'),
});

const routeTree = root.addChildren([
  overview,
  epochs,
  timeline,
  freeze,
  handoff,
  log,
  blobs,
  barrier,
  performance,
  verify,
]);

export function consoleRouter(client: QueryClient, streams: Streams) {
  return createRouter({
    routeTree,
    basepath: '/console',
    context: { client, streams },
    defaultPreload: 'intent',
    defaultPendingComponent: () => <Loading what="the page" />,
    defaultErrorComponent: PageFailure,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof consoleRouter>;
  }
}
