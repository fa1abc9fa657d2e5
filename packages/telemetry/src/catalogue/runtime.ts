import { gauge, histogram } from '../metric.ts';

export const SERVICE_NAMES = [
  'consensus-log',
  'freeze-projector',
  'aggregator',
  'announcer',
  'blob-service',
  'sui-syncer',
  'barrier',
  'session-runner',
  'console',
] as const;

export const PEER_OPERATIONS = ['blob', 'certificate', 'output', 'relay'] as const;
export const PEER_RESULTS = ['ok', 'none', 'failed'] as const;

/** Every process: its services and its HTTP surface. */
export const runtimeMetrics = {
  serviceReady: gauge(
    'baton_service_ready',
    '1 while the service makes progress, 0 while it waits, -1 where this process does not host it',
    -1,
    { service: SERVICE_NAMES },
  ),
  httpRequestDuration: histogram(
    'baton_http_request_duration_seconds',
    'HTTP requests by listener and class of status',
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    { listener: ['internal', 'peer'], status: ['2xx', '3xx', '4xx', '5xx'] },
  ),
  peerRequestDuration: histogram(
    'baton_peer_request_duration_seconds',
    'Requests to other validators until the whole answer is there',
    [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    { operation: PEER_OPERATIONS, result: PEER_RESULTS },
  ),
} as const;
