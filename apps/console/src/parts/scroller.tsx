import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './scroller.module.css';

interface ScrollerProps {
  /** Id of what names it. */
  labelledBy: string;
  children: ReactNode;
}

/** Scrolls sideways what is wider than its place; a stop for the keyboard while there is something to scroll to. */
export function Scroller({ labelledBy, children }: ScrollerProps) {
  const ref = useRef<HTMLDivElement>(null);
  const overflows = useOverflow(ref);
  const stop = overflows ? { tabIndex: 0, role: 'group', 'aria-labelledby': labelledBy } : {};
  return (
    <div className={classes.place} ref={ref} {...stop}>
      {children}
    </div>
  );
}

/** Whether it is too narrow for what is in it. Told by observers alone: to ask after each change would lay out each time. */
function useOverflow(ref: { readonly current: HTMLElement | null }): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const place = ref.current;
    if (place === null) return;
    const sizes = new ResizeObserver(() => setOverflows(place.scrollWidth > place.clientWidth));
    const watchAll = () => {
      sizes.disconnect();
      for (const one of [place, ...place.children]) sizes.observe(one);
    };
    const contents = new MutationObserver(watchAll);
    contents.observe(place, { childList: true });
    watchAll();
    return () => {
      contents.disconnect();
      sizes.disconnect();
    };
  }, [ref]);
  return overflows;
}
