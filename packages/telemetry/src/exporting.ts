let started = false;

/** Whether spans of this process go anywhere. Where they do not, none is made: like the SDK, this is of the process. */
export const exporting = (): boolean => started;

export function setExporting(on: boolean): void {
  started = on;
}
