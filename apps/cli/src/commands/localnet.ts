import { localnetCommand } from '@baton/localnet';
import type { Command } from 'commander';
import { documented } from '../help.ts';

export function documentedLocalnet(): Command {
  return documented(localnetCommand(), {
    examples: [
      'localnet --epochs 1',
      'localnet --validators 7 --epochs 0 --dir ./network',
      'localnet --json | jq -c \'select(.event == "epoch").report\'',
    ],
    exits: {
      0: 'all epochs went well, or --epochs 0 was stopped',
      1: 'something went wrong; what it was is told, and the folder is kept',
      130: 'stopped before its epochs were over, or forced by a second Ctrl-C',
    },
  });
}
