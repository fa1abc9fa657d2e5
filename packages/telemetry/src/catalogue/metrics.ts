import { blobMetrics } from './blobs.ts';
import { chainMetrics } from './chain.ts';
import { freezeMetrics } from './freeze.ts';
import { handoffMetrics } from './handoff.ts';
import { logMetrics } from './log.ts';
import { runtimeMetrics } from './runtime.ts';
import { sessionMetrics } from './sessions.ts';

/** Every metric of the product. Add a metric to its area's file; a test keeps names unique and dashboards complete. */
export const METRICS = {
  ...freezeMetrics,
  ...handoffMetrics,
  ...blobMetrics,
  ...chainMetrics,
  ...logMetrics,
  ...sessionMetrics,
  ...runtimeMetrics,
} as const;
