import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { shortHex } from '../format/hex.ts';
import classes from './hex.module.css';

/** A digest, name or id: its ends to see, the whole of it to copy. `what` names it for those who do not see it. */
export function Hex({ value, what }: { value: string; what: string }) {
  return (
    <span className={classes.hex}>
      <Tooltip label={<span className={classes.whole}>{value}</span>} maw={360}>
        <span className="mono">{shortHex(value)}</span>
      </Tooltip>
      <Copy value={value} what={what} />
    </span>
  );
}

export function Copy({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <ActionIcon
          className={classes.copy ?? ''}
          data-copied={copied || undefined}
          size={20}
          variant="transparent"
          color="gray"
          onClick={copy}
          aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}
        >
          {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
