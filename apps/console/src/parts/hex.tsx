import { CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { shortHex } from '../format/hex.ts';
import classes from './hex.module.css';

/**
 * A digest, name or id: its ends to see, the whole of it to copy. `what` names it for those who do not see it. A page
 * shows hundreds: nothing here costs more than the elements it is made of.
 */
export function Hex({ value, what }: { value: string; what: string }) {
  return (
    <span className={classes.hex}>
      <span className="mono" title={value}>
        {shortHex(value)}
      </span>
      <Copy value={value} what={what} />
    </span>
  );
}

export function Copy({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <button
          type="button"
          className={classes.copy}
          data-copied={copied || undefined}
          onClick={copy}
          aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}
        >
          {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
        </button>
      )}
    </CopyButton>
  );
}
