import { expect, test } from 'vitest';
import { stableJson } from './stable-json.ts';

test('bytes are hex, bigints decimal, what is undefined is left out, the order stays', () => {
  const value = {
    b: new Uint8Array([0, 255]),
    a: [2n ** 64n - 1n, null, true, 'x', 1.5],
    nested: { slice: new Uint8Array([1, 2, 3, 4]).subarray(1, 3), absent: undefined },
    set: new Set(['q', 'p']),
    map: new Map([['k', 1n]]),
    at: new Date(0),
  };
  expect(JSON.stringify(stableJson(value))).toBe(
    '{"b":"00ff","a":["18446744073709551615",null,true,"x",1.5],"nested":{"slice":"0203"},"set":["q","p"],"map":[["k","1"]],"at":"1970-01-01T00:00:00.000Z"}',
  );
});

test('what has no form is refused', () => {
  const endless: unknown[] = [];
  endless.push(endless);
  for (const value of [() => 1, Number.NaN, Number.POSITIVE_INFINITY, Symbol('x'), endless]) {
    expect(() => stableJson({ value })).toThrow(TypeError);
  }
});
