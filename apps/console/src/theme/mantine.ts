import { createTheme, Loader, Select, Tooltip } from '@mantine/core';

const COMPACT = '2rem';

/** The component library in the console's measure: 13 px text, small radii, quiet controls. */
export const theme = createTheme({
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  defaultRadius: 5,
  cursorType: 'pointer',
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
      defaultProps: { size: 'xs', allowDeselect: false, comboboxProps: { shadow: 'md' } },
      styles: { input: { minHeight: COMPACT, height: COMPACT, fontSize: 13 }, option: { fontSize: 13 } },
    }),
    Loader: Loader.extend({ defaultProps: { type: 'dots', color: 'gray' } }),
  },
});
