import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import classes from './scroller.module.css';

interface ScrollerProps {
  /** Id of what names it. */
  labelledBy: string;
  children: ReactNode;
}

/** Scrolls sideways what is wider than its place; a stop for the keyboard while there is something to scroll to. */
export function Scroller({ labelledBy, children }: ScrollerProps) {
  const place = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  const look = useCallback(() => {
    if (place.current !== null) setOverflows(place.current.scrollWidth > place.current.clientWidth);
  }, []);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    for (const one of [place.current, content.current]) if (one !== null) observer.observe(one);
    return () => observer.disconnect();
  }, [look]);
  // A table that only grows wider changes the size of neither.
  useEffect(look);
  const stop = overflows ? { tabIndex: 0, role: 'group', 'aria-labelledby': labelledBy } : {};
  return (
    <div className={classes.place} ref={place} {...stop}>
      <div ref={content}>{children}</div>
    </div>
  );
}
