import { createTheme, Loader, type MantineColorsTuple, Select, Tooltip } from '@mantine/core';

const COMPACT = '2rem';

/** From text to canvas, as the tokens have them in the dark. */
const DARK: MantineColorsTuple = [
  '#e7eaef',
  '#b0b8c4',
  '#8b95a3',
  '#5c6675',
  '#3a424f',
  '#262c36',
  '#1a1f27',
  '#151920',
  '#10141a',
  '#0e1116',
];

/** The component library in the console's measure: 13 px text, small radii, quiet controls. */
export const theme = createTheme({
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  defaultRadius: 5,
  cursorType: 'pointer',
  colors: { dark: DARK },
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 4 },
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 250,
        withArrow: true,
        arrowSize: 5,
        multiline: true,
        events: { hover: true, focus: true, touch: true },
      },
    }),
    Select: Select.extend({
      defaultProps: { size: 'xs', allowDeselect: false, comboboxProps: { shadow: 'md', keepMounted: false } },
      styles: { input: { minHeight: COMPACT, height: COMPACT, fontSize: 13 }, option: { fontSize: 13 } },
    }),
    Loader: Loader.extend({ defaultProps: { type: 'dots', color: 'gray' } }),
  },
});
