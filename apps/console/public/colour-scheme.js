// Before the first paint: the visitor's choice, else the system's. The key is the component library's own.
const chosen = localStorage.getItem('mantine-color-scheme-value');
const scheme =
  chosen === 'light' || chosen === 'dark'
    ? chosen
    : matchMedia('(prefers-color-scheme: dark)').matches
      ? 'dark'
      : 'light';
document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
