import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';
import { Scroller } from './scroller.tsx';

interface PanelProps {
  title: string;
  /** One line that says what is shown, or what it comes to. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Without padding: a table or a grid fills it. */
  flush?: boolean;
  children: ReactNode;
}

/** A part of a page with its heading; a landmark for those who jump between them. */
export function Panel({ title, note, actions, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.header}>
        <div className={classes.headings}>
          <h2 id={id} className={classes.title}>
            {title}
          </h2>
          {note !== undefined && <div className={classes.note}>{note}</div>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {flush ? <Scroller labelledBy={id}>{children}</Scroller> : <div className={classes.body}>{children}</div>}
    </section>
  );
}
