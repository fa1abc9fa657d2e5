import { ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { baggageHeader, contextAbout, contextFromBaggage, subjectOf } from './subject.ts';

const taken = (header: string) => subjectOf(contextFromBaggage(header, ROOT_CONTEXT));

describe('what a trace is about', () => {
  test('survives a header', () => {
    const subject = { network: 'ika-mainnet', epoch: 12, round: 3_456 };
    const header = baggageHeader(contextAbout(ROOT_CONTEXT, subject));
    expect(header).toBe('baton.network=ika-mainnet,baton.epoch=12,baton.round=3456');
    expect(taken(header ?? '')).toEqual(subject);
  });

  test('grows on the way', () => {
    const first = contextAbout(ROOT_CONTEXT, { network: 'local', epoch: 1 });
    expect(subjectOf(contextAbout(first, { epoch: 2, round: 5 }))).toEqual({ network: 'local', epoch: 2, round: 5 });
  });

  test.each([
    ['another key', 'user=alice'],
    ['no number', 'baton.epoch=latest'],
    ['an unsafe number', 'baton.round=9999999999999999'],
    ['a network that no operator would name', 'baton.network=%00%0a'],
    ['a value that is too long', `baton.network=${'x'.repeat(65)}`],
    ['a header that is too long', `baton.epoch=1,${'x'.repeat(512)}`],
    ['nonsense', '=,;=='],
  ])('takes nothing from %s', (_, header) => {
    expect(taken(header)).toBeUndefined();
  });

  test('drops properties and foreign entries beside its own', () => {
    expect(taken('user=alice, baton.epoch=4;ttl=1 ,x=y')).toEqual({ epoch: 4 });
  });
});
