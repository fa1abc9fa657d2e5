import { describe, expect, it } from 'vitest';
import { assemble, sortPiece } from './evidence.ts';

const piece = (name: string, value: unknown) =>
  sortPiece({ name, text: typeof value === 'string' ? value : JSON.stringify(value) });
const certificate = piece('cert.json', { attestation: { epoch: 7 }, signatures: [] });
const committee = (epoch: number) => piece(`committee-${epoch}.json`, { epoch, members: [] });

describe('files that are dropped', () => {
  it('are told apart by what they hold, in any order', () => {
    const { certificate: found, committee: of, next, problems } = assemble([committee(8), certificate, committee(7)]);
    expect(found).toMatchObject({ attestation: { epoch: 7 } });
    expect(of).toMatchObject({ epoch: 7 });
    expect(next).toMatchObject({ epoch: 8 });
    expect(problems).toEqual([]);
  });

  it('need no next committee', () => {
    expect(assemble([certificate, committee(7)])).toMatchObject({ committee: { epoch: 7 }, next: null });
  });

  it('of another epoch are still tried, so that the check says what is wrong', () => {
    expect(assemble([certificate, committee(3)])).toMatchObject({ committee: { epoch: 3 }, next: null });
  });

  it('that are something else are said by name', () => {
    expect(assemble([piece('a.json', '{'), piece('b.json', { x: 1 })]).problems).toEqual([
      'a.json is not JSON',
      'b.json is neither a certificate nor a committee',
    ]);
    expect(assemble([sortPiece({ name: 'c.json', text: null })]).problems).toEqual([
      'c.json is larger than any certificate',
    ]);
  });
});
