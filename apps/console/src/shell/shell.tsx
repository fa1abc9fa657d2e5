import { Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Brand } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import classes from './shell.module.css';
import { Ticker } from './ticker.tsx';
import { ViaSelect } from './via-select.tsx';

/** The frame of all pages: where one is, how the log stands, through whom one looks. */
export function Shell() {
  const [menu, { toggle, close }] = useDisclosure(false);
  const main = useFocusOnNavigation(close);
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.header}>
        <Burger
          className={classes.burger ?? ''}
          opened={menu}
          onClick={toggle}
          size={18}
          aria-label={menu ? 'Close the menu' : 'Open the menu'}
          aria-expanded={menu}
          aria-controls="navigation"
        />
        <Brand />
        <Ticker />
        <div className={classes.tools}>
          <ViaSelect />
          <SchemeSwitch />
        </div>
      </header>
      <aside className={classes.side} data-open={menu || undefined} id="navigation">
        <div className={classes.sticky}>
          <Navigation />
        </div>
      </aside>
      <main className={classes.main} id="content" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
    </div>
  );
}

/** Whoever goes on with the keyboard, or listens, starts at the new page and not at the link that led there. */
function useFocusOnNavigation(onNavigate: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    onNavigate();
    main.current?.focus({ preventScroll: true });
  }, [path, onNavigate]);
  return main;
}
