import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import classes from './plot.module.css';
import type { Columns } from './series.ts';

const HEIGHT = 190;
/** Apart by lightness as well as hue, and by dash beyond the eighth. */
const HUES = [215, 28, 160, 275, 350, 190, 48, 310];

interface PlotProps {
  columns: Columns;
  names: readonly string[];
  unit: string;
  /** What it comes to, for those who do not see it. */
  label: string;
}

/** Lines over time, live: new columns are drawn without building the plot anew. */
export function Plot({ columns, names, unit, label }: PlotProps) {
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme('light');
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const latest = useRef(columns);
  latest.current = columns;
  const key = names.join(' ');
  useEffect(() => {
    if (holder.current === null || width === 0) return;
    const made = new UPlot(optionsOf(names, unit, scheme === 'dark', width), latest.current, holder.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [key, unit, scheme, width > 0]);
  useEffect(() => {
    plot.current?.setData(columns);
  }, [columns]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: HEIGHT });
  }, [width]);
  return (
    <div ref={ref} className={classes.plot} role="img" aria-label={label}>
      <div ref={holder} />
    </div>
  );
}

function colourOf(index: number, dark: boolean): string {
  const hue = HUES[index % HUES.length] ?? 0;
  return dark ? `hsl(${hue} 75% 68%)` : `hsl(${hue} 70% 40%)`;
}

function optionsOf(names: readonly string[], unit: string, dark: boolean, width: number): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const faint = style.getPropertyValue('--text-faint');
  const line = style.getPropertyValue('--line');
  const axis = {
    stroke: faint,
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  };
  return {
    width,
    height: HEIGHT,
    padding: [10, 14, 0, 0],
    legend: { show: true, live: true },
    cursor: { points: { size: 6 }, y: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 0) * 1.1)] } },
    axes: [
      {
        ...axis,
        space: 80,
        size: 30,
        values: [
          [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 0],
          [60, '{HH}:{mm}', null, null, null, null, null, null, 0],
        ] as never,
      },
      { ...axis, size: 46, values: (_plot, splits) => splits.map((value) => `${value}`) },
    ],
    series: [
      { label: 'Time', value: '{HH}:{mm}:{ss}' },
      ...names.map((name, index) => ({
        label: name,
        stroke: colourOf(index, dark),
        width: 1.6,
        ...(index >= HUES.length ? { dash: [6, 4] } : {}),
        points: { show: false },
        value: (_plot: UPlot, value: number | null) =>
          value === null ? '–' : `${Math.round(value * 10) / 10} ${unit}`,
      })),
    ],
  };
}
