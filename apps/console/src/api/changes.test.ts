import { describe, expect, it } from 'vitest';
import { changesQuery, epochOf, streamUrl, validatorStream } from './changes.ts';

describe('what an event makes stale', () => {
  const of = (path: string) => [validatorStream('v1', path), path, {}];
  const stream = validatorStream('v1', 'v1/freeze/epochs');

  it('is the area of the validator that sent it, in the epoch it names, and lists', () => {
    expect(changesQuery(of('v1/freeze/epochs/7/ready-signals'), stream, 7)).toBe(true);
    expect(changesQuery(of('v1/freeze/epochs/6/ready-signals'), stream, 7)).toBe(false);
    expect(changesQuery(of('v1/freeze/epochs'), stream, 7)).toBe(true);
    expect(changesQuery(of('v1/handoff/epochs/7'), stream, 7)).toBe(false);
    expect(changesQuery([validatorStream('v2', 'v1/freeze/epochs'), 'v1/freeze/epochs', {}], stream, 7)).toBe(false);
  });

  it('is all of the area where the event names no epoch', () => {
    expect(changesQuery(of('v1/freeze/epochs/6'), stream, null)).toBe(true);
    expect(epochOf({ epoch: 3 })).toBe(3);
    expect(epochOf({ epoch: 'x' })).toBeNull();
    expect(epochOf(null)).toBeNull();
  });

  it('comes from the area of the gateway', () => {
    expect(streamUrl(stream)).toBe('/console/api/validators/v1/v1/freeze/events');
    expect(streamUrl('log')).toBe('/console/api/log/v1/log/events');
  });
});
