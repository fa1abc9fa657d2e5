export {
  compareReadModels,
  type OpenLog,
  PROJECTION_NAMES,
  type ReadModelAddress,
  rebuildReadModels,
} from './read-models.ts';
export { loadServices, NODE_SERVICES, type NodeServiceName } from './services.ts';
