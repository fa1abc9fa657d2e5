import { defineConfig } from 'vitest/config';
import { withoutEngine } from './tests/containers/engine.ts';

/** They run a second time, on servers from Docker images, where an engine answers. The others need no server, or change its files. */
const ON_CONTAINERS_TOO = [
  'admission',
  'announcer',
  'barrier',
  'blob-service',
  'chain-driven',
  'consensus-log',
  'epoch-sequence',
  'inspection',
  'joiner',
  'log-inspection',
  'log-store',
  'log-submit',
  'projection',
  'projection-outage',
  'projectors',
  'session-runner',
  'sui-syncer',
  'test-servers',
];

/** One project per layer of the test pyramid; `npm test` runs them in this order, a layer when the one before has ended. */
export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/**/*.test.ts',
            'services/**/*.test.ts',
            'apps/**/*.test.ts',
            'tests/docs/**/*.test.ts',
            'tests/telemetry/checks/**/*.test.ts',
          ],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'forks',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts', 'tests/telemetry/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 360_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'console',
          include: ['tests/console/**/*.test.ts'],
          globalSetup: ['tests/console/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'containers',
          include: [
            'tests/containers/**/*.test.ts',
            ...(withoutEngine === '' ? ON_CONTAINERS_TOO.map((name) => `tests/integration/${name}.test.ts`) : []),
          ],
          globalSetup: ['tests/containers/global-setup.ts'],
          env: { BATON_TEST_SERVERS: 'containers' },
          testTimeout: 240_000,
          // The image may have to be built first.
          hookTimeout: 600_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
