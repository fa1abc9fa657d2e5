import { IconExternalLink } from '@tabler/icons-react';
import { useConsole } from '../../api/context.ts';
import { shortHex } from '../../format/hex.ts';
import { Hex } from '../../parts/hex.tsx';
import classes from './log.module.css';

/** To the message's trace where the console knows a page of traces; else the id itself. */
export function TraceLink({ traceId }: { traceId: string | null }) {
  const { traceUrl } = useConsole().network;
  if (traceId === null) return <span className="faint">–</span>;
  if (traceUrl === null) return <Hex value={traceId} what="trace id" />;
  return (
    <a
      className={classes.trace}
      href={traceUrl.replace('{traceId}', traceId)}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => event.stopPropagation()}
      aria-label={`Trace ${shortHex(traceId)}, in a new tab`}
    >
      <span className="mono">{shortHex(traceId)}</span>
      <IconExternalLink size={13} aria-hidden />
    </a>
  );
}
