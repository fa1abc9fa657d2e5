import { useLabels } from '../api/context.ts';
import { shortHex } from '../format/hex.ts';
import classes from './hex.module.css';

/** A validator by the label that the console knows it under, else by the ends of its name. */
export function Authority({ name }: { name: string }) {
  const label = useLabels().get(name);
  return (
    <span className={label === undefined ? 'mono' : classes.label} title={name}>
      {label ?? shortHex(name)}
    </span>
  );
}
