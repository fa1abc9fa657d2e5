import { describe, expect, it } from 'vitest';
import { digestOf, keyId } from '../testing/network.ts';
import { type DecideKeyAdoption, decideKeyAdoption } from './decide.ts';
import { decideInstantiation } from './instantiation.ts';
import { adoptionMemoAfter, adoptionMemoHit } from './memo.ts';

const D = digestOf('dkg');
const R = digestOf('reconfiguration');
const X = digestOf('other');

const base: DecideKeyAdoption = {
  keyId: keyId(0),
  epoch: 5,
  local: { dkg: D, reconfiguration: R },
  dkgAtEpoch: 1,
  producedThisEpoch: null,
  certified: { dkg: D, reconfiguration: R },
  adopted: null,
  instantiatedOrInFlight: false,
  previousProtocolVersion: 4,
  warned: [],
};

describe('the rule table', () => {
  it.each([
    [
      'empty DKG output of an old key, nothing held',
      { local: { dkg: null, reconfiguration: null } },
      { action: 'skip', rule: 1, stranded: true, warn: false },
    ],
    [
      'empty DKG output, something instantiated',
      { local: { dkg: null, reconfiguration: null }, instantiatedOrInFlight: true },
      { rule: 1, stranded: false },
    ],
    [
      'empty DKG output of a key made this epoch',
      { local: { dkg: null, reconfiguration: null }, dkgAtEpoch: 5 },
      { rule: 1, stranded: false },
    ],
    [
      'the output this epoch produced, nothing held',
      { producedThisEpoch: R },
      { action: 'skip', rule: 2, stranded: true },
    ],
    [
      'the output this epoch produced, adopted before',
      { producedThisEpoch: R, adopted: { dkg: D, reconfiguration: X } },
      { rule: 2, stranded: false },
    ],
    [
      'no reconfiguration output where one is certified',
      { local: { dkg: D, reconfiguration: null } },
      { action: 'skip', rule: 4, warn: true },
    ],
    [
      'no reconfiguration output, another DKG output certified',
      { local: { dkg: D, reconfiguration: null }, certified: { dkg: X, reconfiguration: null } },
      { action: 'skip', rule: 5, warn: true },
    ],
    [
      'DKG only, never downgrading what is adopted',
      { local: { dkg: D, reconfiguration: null }, certified: null, adopted: { dkg: D, reconfiguration: R } },
      { action: 'skip', rule: 6 },
    ],
    [
      'DKG only, certified so',
      { local: { dkg: D, reconfiguration: null }, certified: { dkg: D, reconfiguration: null } },
      { action: 'adopt', rule: 7 },
    ],
    [
      'DKG only, a key the certificate does not know',
      { local: { dkg: D, reconfiguration: null }, certified: { dkg: null, reconfiguration: null } },
      { action: 'adopt', rule: 7 },
    ],
    [
      'another DKG output certified',
      { certified: { dkg: X, reconfiguration: R } },
      { action: 'skip', rule: 8, warn: true },
    ],
    ['no DKG output certified', { certified: { dkg: null, reconfiguration: R } }, { action: 'skip', rule: 8 }],
    [
      'another reconfiguration output certified',
      { certified: { dkg: D, reconfiguration: X } },
      { action: 'skip', rule: 9, warn: true },
    ],
    [
      'the same while something is adopted',
      { certified: { dkg: D, reconfiguration: X }, adopted: { dkg: D, reconfiguration: X } },
      { rule: 9, warn: false },
    ],
    ['both certified', {}, { action: 'adopt', rule: 10, reason: 'certified' }],
    [
      'no certificate in the first epoch after version 3',
      { certified: null, previousProtocolVersion: 3 },
      { action: 'adopt', rule: 11, reason: 'first_certified_epoch' },
    ],
    [
      'no certificate in any other epoch',
      { certified: null },
      { action: 'skip', rule: 11, reason: 'no_certificate', warn: true },
    ],
    [
      'no certificate in the very first epoch',
      { certified: null, previousProtocolVersion: null },
      { action: 'skip', rule: 11 },
    ],
  ] satisfies [string, Partial<DecideKeyAdoption>, object][])('%s', (_, change, expected) => {
    expect(decideKeyAdoption({ ...base, ...change })).toMatchObject(expected);
  });

  it('warns once per key and bytes', () => {
    const rejected = { ...base, certified: null };
    const { warnKey } = decideKeyAdoption(rejected);
    expect(decideKeyAdoption({ ...rejected, warned: [warnKey] }).warn).toBe(false);
    expect(decideKeyAdoption({ ...rejected, warned: [warnKey], local: { dkg: D, reconfiguration: X } }).warn).toBe(
      true,
    );
  });
});

describe('the memo', () => {
  const pass = { overlay: 'o1', certificatePresent: true, keys: 1, deferredKeys: 0, strandedKeys: 0, readError: false };

  it('skips an unchanged overlay under an unchanged certificate', () => {
    const memo = adoptionMemoAfter(pass);
    expect(adoptionMemoHit(memo, { overlay: 'o1', certificatePresent: true })).toBe(true);
    expect(adoptionMemoHit(memo, { overlay: 'o2', certificatePresent: true })).toBe(false);
    expect(adoptionMemoHit(memo, { overlay: 'o1', certificatePresent: false })).toBe(false);
    expect(adoptionMemoHit(null, pass)).toBe(false);
  });

  it.each([{ readError: true }, { keys: 0 }, { deferredKeys: 1 }, { strandedKeys: 1 }])(
    'is not kept of a pass with %j',
    (change) => {
      expect(adoptionMemoAfter({ ...pass, ...change })).toBeNull();
    },
  );
});

describe('instantiation', () => {
  const content = { dkg: D, reconfiguration: R, state: 'network_reconfiguration_completed' };
  const start = { content, dataEpoch: 5, ownEpoch: 5, inFlight: false, instantiated: null, failed: [] };

  it.each([
    [{}, { action: 'spawn' }],
    [{ inFlight: true }, { action: 'none', reason: 'in_flight' }],
    [{ dataEpoch: 4 }, { action: 'none', reason: 'epoch_mismatch' }],
    [{ instantiated: content }, { action: 'none', reason: 'unchanged' }],
    [{ instantiated: { ...content, reconfiguration: X } }, { action: 'spawn' }],
    [{ instantiated: { ...content, state: 'awaiting_network_reconfiguration' } }, { action: 'spawn' }],
    [{ failed: [content] }, { action: 'none', reason: 'failed_before' }],
    [{ failed: [{ ...content, dkg: X }] }, { action: 'spawn' }],
  ])('%j: %j', (change, expected) => {
    expect(decideInstantiation({ ...start, ...change })).toEqual(expected);
  });
});
