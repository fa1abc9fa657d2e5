import { Tooltip } from '@mantine/core';
import { useLabels } from '../api/context.ts';
import { shortHex } from '../format/hex.ts';
import classes from './hex.module.css';

/** A validator by the label that the console knows it under, else by the ends of its name. */
export function Authority({ name }: { name: string }) {
  const label = useLabels().get(name);
  return (
    <Tooltip label={<span className={classes.whole}>{name}</span>} maw={360}>
      {label === undefined ? (
        <span className="mono">{shortHex(name)}</span>
      ) : (
        <span className={classes.label}>{label}</span>
      )}
    </Tooltip>
  );
}
