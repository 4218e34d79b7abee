// A part to be loaded: of the whole protocol only this is wanted.
export { findRedirectUriProblem } from '@pitpass/protocol';
