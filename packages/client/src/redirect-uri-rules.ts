export { findRedirectUriProblem } from '@pitpass/protocol';
