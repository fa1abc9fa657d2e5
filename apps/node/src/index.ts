export { loadServices, NODE_SERVICES, type NodeServiceName } from './services.ts';
