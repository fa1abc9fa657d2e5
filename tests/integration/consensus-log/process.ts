import { consensusLogService } from '@baton/consensus-log';
import { ScriptedChain } from '@baton/consensus-log/testing';
import { TestNetwork } from '@baton/log/testing';
import { hostServices } from '@baton/service-runtime';

// consensus-log as a process of its own that a test can kill, with a chain that stays in epoch 1.
const network = new TestNetwork(process.env.BATON_TEST_NETWORK ?? '');
const configuration = JSON.parse(process.env.BATON_TEST_CONFIGURATION ?? '{}') as Record<string, unknown>;
const host = await hostServices([consensusLogService(() => new ScriptedChain(network, 1))], configuration, { env: {} });
host.failed.then((error) => {
  host.logger.fatal({ err: error }, 'failed');
  process.exit(1);
});
