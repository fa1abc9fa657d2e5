export { service } from './app.ts';
export { type ConsoleValidator, DEFAULT_ASSETS_DIR } from './config.ts';
