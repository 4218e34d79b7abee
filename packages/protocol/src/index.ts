export {
  authorizationRequestParameters,
  parseAuthorizationRequest,
  parseRedirectTarget,
  returnableState,
} from './authorization-request.ts';
export type { AuthorizationRequest, RedirectTarget } from './authorization-request.ts';
export { formatBearerChallenge, parseBearerCredentials } from './bearer.ts';
export type { BearerChallenge, BearerCredentials } from './bearer.ts';
export { countEdits } from './count-edits.ts';
export { encodeBase64, encodeBase64Url } from './digest.ts';
export type { AsyncSha256, Sha256 } from './digest.ts';
export { isMasked, mask, maskedLength, normalizeIdentifier } from './masking.ts';
export { OAuthError, oauthErrorCodes } from './oauth-error.ts';
export type { OAuthErrorCode, OAuthErrorOptions, RefusalReason } from './oauth-error.ts';
export {
  parameterCountMax,
  parameterLengthMax,
  parameterRefusal,
  parseParameters,
  refuseParameterProblems,
  requireParameter,
} from './parameters.ts';
export type { ParameterProblem, Parameters } from './parameters.ts';
export {
  createS256Challenge,
  findCodeVerifierProblem,
  isCodeChallenge,
  isCodeChallengeMethod,
  isCodeVerifier,
} from './pkce.ts';
export type { CodeChallengeMethod, CodeVerifierProblem } from './pkce.ts';
export {
  appendToRedirectUri,
  findRedirectUriProblem,
  isLoopbackHostname,
  isRegisteredRedirectUri,
  redirectUriKind,
} from './redirect-uri.ts';
export type { RedirectUriKind } from './redirect-uri.ts';
export { formatScope, isScopeWithin, parseScope } from './scope.ts';
export { grantTypes, parseTokenRequest, tokenRequestParameters } from './token-request.ts';
export type { ClientCredentials, GrantType, TokenRequest } from './token-request.ts';
export { parseTokenResponse } from './token-response.ts';
export type { TokenResponse } from './token-response.ts';
