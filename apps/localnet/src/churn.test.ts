import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@baton/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_CHURN, type ChurnEvent, foundingTenures, planTenures, readChurnScript, seatsIn } from './churn.ts';
import { OptionError } from './options.ts';

const plan = (...events: ChurnEvent[]) => planTenures(foundingTenures(4), events);
const labels = (at: number, ...events: ChurnEvent[]) =>
  seatsIn(plan(...events), at).map(({ label }) => label.slice(-1));

describe('who sits when', () => {
  it('is who founded the network, plus joiners, less leavers', () => {
    const events: ChurnEvent[] = [
      { epoch: 3, do: 'join' },
      { epoch: 5, do: 'leave', validator: 'validator-1' },
    ];
    expect([2, 3, 4, 5].map((at) => labels(at, ...events).join(''))).toEqual(['0123', '01234', '01234', '0234']);
  });

  it('has three joins and two leaves in the built-in churn of ten epochs', () => {
    const tenures = planTenures(foundingTenures(4), BUILT_IN_CHURN.events);
    expect(tenures.filter(({ joinsAt }) => joinsAt > 1)).toHaveLength(3);
    expect(tenures.filter(({ leavesAt }) => leavesAt !== null)).toHaveLength(2);
    expect(BUILT_IN_CHURN.epochs).toBe(10);
  });

  it('lets whoever sits longest leave, but the first', () => {
    expect(labels(4, { epoch: 3, do: 'join' }, { epoch: 4, do: 'leave' })).toEqual(['0', '2', '3', '4']);
  });

  it.each<[string, ChurnEvent[], RegExp]>([
    ['a join at the beginning', [{ epoch: 1, do: 'join' }], /nobody can join at epoch 1/],
    ['a leave at the beginning', [{ epoch: 1, do: 'leave' }], /nobody can leave at epoch 1/],
    ['a leaver nobody knows', [{ epoch: 2, do: 'leave', validator: 'validator-9' }], /validator-9 does not sit/],
    ['a committee of two', [2, 3].map((epoch) => ({ epoch, do: 'leave' as const })), /epoch 3 would have 2 validators/],
    [
      'a restart of who has left',
      [
        { epoch: 2, do: 'leave', validator: 'validator-1' },
        { epoch: 2, do: 'restart', validator: 'validator-1' },
      ],
      /validator-1 does not sit in epoch 2/,
    ],
  ])('refuses %s', (_, events, message) => {
    expect(() => plan(...events)).toThrow(OptionError);
    expect(() => plan(...events)).toThrow(message);
  });

  it('never has fewer than three', () => {
    const event = fc.record({
      epoch: fc.integer({ min: 2, max: 6 }),
      do: fc.constantFrom('join' as const, 'leave' as const),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        let tenures: ReturnType<typeof plan>;
        try {
          tenures = plan(...events);
        } catch (error) {
          expect(error).toBeInstanceOf(OptionError);
          return;
        }
        for (let at = 1; at <= 8; at++) expect(seatsIn(tenures, at).length).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});

describe('a churn script', () => {
  const dir = temporaryFolder('churn');
  const file = (text: string) => {
    const path = join(dir, 'churn.json');
    writeFileSync(path, text);
    return path;
  };
  const refusalOf = (text: string): string => {
    try {
      readChurnScript(file(text));
      return '';
    } catch (error) {
      return (error as OptionError).message;
    }
  };

  it('is read as it stands', () => {
    const script = { epochs: 4, events: [{ epoch: 2, do: 'restart', validator: 'validator-0' }] };
    expect(readChurnScript(file(JSON.stringify(script)))).toEqual(script);
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['no events', '{}', /events/],
    ['something else to do', '{"events":[{"epoch":2,"do":"dance"}]}', /event 1: is none of/],
    ['no epoch', '{"events":[{"epoch":2,"do":"join"},{"do":"join"}]}', /event 2: is none of/],
    ['a field too many', '{"events":[],"extra":1}', /additional|unexpected|extra/i],
  ])('with %s is refused in one line', (_, text, message) => {
    expect(() => readChurnScript(file(text))).toThrow(message);
    expect(() => readChurnScript(file(text))).toThrow(OptionError);
  });

  it('is shown to operators, with all that it can do', () => {
    const page = readFileSync(new URL('../../../docs/run/cli.md', import.meta.url), 'utf8');
    const section = /\n## localnet\n(.*?)\n## /s.exec(page)?.[1] ?? '';
    const [, example = ''] = /```json\n(.*?)```/s.exec(section) ?? [];
    const script = readChurnScript(file(example));
    expect(planTenures(foundingTenures(4), script.events)).toHaveLength(5);
    const told = [...section.matchAll(/^\| `([a-z-]+)` /gm)].map(([, action]) => action);
    const [, known = ''] = /is none of (.*) with its fields/.exec(refusalOf('{"events":[{}]}')) ?? [];
    expect(told.filter((action) => action !== 'do')).toEqual(known.split(', '));
  });

  it('that is not there is refused', () => {
    expect(() => readChurnScript(join(dir, 'none.json'))).toThrow(/cannot be read/);
  });
});
