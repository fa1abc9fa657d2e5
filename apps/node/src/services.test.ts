import { ConfigurationError } from '@baton/service-runtime';
import { describe, expect, test } from 'vitest';
import { loadServices, NODE_SERVICES } from './index.ts';

describe('services of a node', () => {
  test('a subset is loaded alone, in the order of starting', async () => {
    const names = (await loadServices(['barrier'])).map((service) => service.name);
    expect(names).toEqual(['barrier']);
  });

  test('an unknown service is refused, naming the known', async () => {
    await expect(loadServices(['consensus-log'])).rejects.toBeInstanceOf(ConfigurationError);
    await expect(loadServices(['barier'])).rejects.toThrow(NODE_SERVICES.join(', '));
  });
});
