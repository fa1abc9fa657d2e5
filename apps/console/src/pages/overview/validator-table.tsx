import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { ValidatorStatus } from '../../api/status.ts';
import { formatCount } from '../../format/quantity.ts';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Since } from '../../parts/since.tsx';
import table from '../../parts/table.module.css';
import classes from './overview.module.css';
import type { Judged } from './wait-groups.ts';

type Row = Judged & { status: ValidatorStatus | null };

const shown = (value: number | null) => (value === null ? '–' : formatCount(value));

export function ValidatorTable({ of }: { of: readonly Row[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Validator</th>
          <th scope="col">State</th>
          <th scope="col" className={classes.roomy}>
            Waits for
          </th>
          <th scope="col" className={table.number}>
            Epoch
          </th>
          <th scope="col" className={table.number}>
            Round
          </th>
          <th scope="col" className={table.number}>
            Rounds behind
          </th>
          <th scope="col" className={table.number}>
            Blobs missing
          </th>
          <th scope="col">Services</th>
          <th scope="col">Name</th>
        </tr>
      </thead>
      <tbody>
        {of.map((row) => (
          <ValidatorRow key={row.validator.label} row={row} />
        ))}
      </tbody>
    </table>
  );
}

const ValidatorRow = memo(({ row: { validator, verdict, status } }: { row: Row }) => {
  const [wait] = verdict.waits;
  return (
    <tr>
      <th scope="row">{validator.label}</th>
      <td>
        <Mark tone={verdict.tone}>{verdict.text}</Mark>
      </td>
      <td className={`${classes.waiting} ${classes.roomy}`}>
        {wait === undefined ? (
          <span className="faint">nothing</span>
        ) : (
          <>
            {wait.for} <span className="faint">({wait.service}</span>
            {wait.since !== null && (
              <span className="faint">
                , <Since at={wait.since} />
              </span>
            )}
            <span className="faint">)</span>
          </>
        )}
      </td>
      <td className={table.number}>
        {verdict.epoch === null ? (
          '–'
        ) : (
          <Link
            to="/epochs/$epoch/timeline"
            params={{ epoch: String(verdict.epoch) }}
            search={{ via: validator.label }}
          >
            {verdict.epoch}
          </Link>
        )}
      </td>
      <td className={table.number}>{shown(verdict.round)}</td>
      <td className={table.number}>{shown(verdict.lag)}</td>
      <td className={table.number}>{shown(verdict.missingBlobs)}</td>
      <td>{status === null ? '–' : <Services of={status} />}</td>
      <td>
        {validator.authority === null ? '–' : <Hex value={validator.authority} what={`name of ${validator.label}`} />}
      </td>
    </tr>
  );
}, isSame);

/** The answers of many come one by one: a row is drawn again for its own. A verdict turns with time, too. */
function isSame({ row: before }: { row: Row }, { row: now }: { row: Row }): boolean {
  return before.validator === now.validator && before.status === now.status && before.verdict.text === now.verdict.text;
}

/** A square for each service; what it waits for is in its tooltip and for screen readers beside it. */
function Services({ of: { services, unreachable } }: { of: ValidatorStatus }) {
  const states = Object.entries(services).map(([name, { readiness }]) => ({
    name,
    tone: readiness.ready ? 'ok' : 'wait',
    says: readiness.ready ? 'makes progress' : `waits for ${readiness.waitingFor ?? 'progress'}`,
  }));
  const gone = unreachable.map((url) => ({ name: url, tone: 'bad', says: 'cannot be reached' }));
  return (
    <span className={classes.services}>
      {[...states, ...gone].map(({ name, tone, says }) => (
        <span key={name} className={classes.service} data-tone={tone} title={`${name} ${says}`}>
          <VisuallyHidden>{`${name} ${says}. `}</VisuallyHidden>
        </span>
      ))}
    </span>
  );
}
