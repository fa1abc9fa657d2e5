import { Link } from '@tanstack/react-router';
import { useConsole } from '../api/context.ts';
import classes from './brand.module.css';

export function Brand() {
  const { network } = useConsole();
  return (
    <Link to="/" className={classes.brand}>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="8" className={classes.plate} />
        <path d="M8.5 22 23.5 10" className={classes.stick} />
        <circle cx="8.5" cy="22" r="3.4" className={classes.near} />
        <circle cx="23.5" cy="10" r="3.4" className={classes.far} />
      </svg>
      <span className={classes.name}>Baton</span>
      <span className={classes.network}>{network.network}</span>
    </Link>
  );
}
