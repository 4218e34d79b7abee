export type { AuthorizationBeginning, AuthorizationChecks, Callback } from './authorization.ts';
export type { AuthorizationOptions } from './authorization.ts';
export { AuthorizationErrorResponse, StateMismatch } from './callback-errors.ts';
export type { Endpoints, IracingOptions } from './configuration.ts';
export type { ChunkProgress } from './data/chunks.ts';
export type { ById, ChunksAnswer, CsvAnswer, JsonAnswer } from './data/answer-kinds.ts';
export type { DataAnswers } from './data/data-answers.ts';
export type {
  CsvStreamOf,
  DataAnswerOf,
  DataArguments,
  DataParametersOf,
  DataStreamOf,
} from './data/data-arguments.ts';
export type {
  CachedAnswer,
  CallContext,
  DataBehaviour,
  Pacing,
  PayloadCache,
  PayloadStore,
  Retries,
} from './data/data-behaviour.ts';
export type { DataMethods } from './data/data-methods.ts';
export type { DataParameter, DataParameters, RateLimit } from './data/data-request.ts';
export { readCsvRows } from './data/csv.ts';
export type { CsvRow } from './data/csv.ts';
export type { DataAnswer, DataOptions } from './data/get-data.ts';
export type { CsvStreamOptions, DataStream } from './data/stream-data.ts';
export {
  ClientError,
  InsecureUrl,
  InvalidOptions,
  InvalidResponse,
  isClientError,
  LoopbackUnavailable,
  NetworkFailure,
  RateLimited,
  RefreshOutcomeUnknown,
  ResourceErrorResponse,
  SignInRequired,
  SiteMaintenance,
  StoreFailure,
  Timeout,
  TokenErrorResponse,
} from './errors.ts';
export type { ClientErrorCode, ClientErrors, ResourceSpeaker } from './errors.ts';
export type { LogFields, Logger } from './logger.ts';
export type { Profile, SessionRecord } from './protected-resource.ts';
export { iracing } from './provider.ts';
export type { CallOptions, PasswordLimitedRequest, Provider } from './provider.ts';
export { webSha256 } from './runtime.ts';
export type { Clock, Random, RuntimeOptions } from './runtime.ts';
export { createSession } from './session.ts';
export type { Session } from './session.ts';
export type { SessionOptions, SessionTokens } from './token-keeper.ts';
export { parseTokenSet } from './token-set.ts';
export type { RefreshIntent, TokenSet } from './token-set.ts';
export { memoryTokenStore } from './token-store.ts';
export type { TokenStore } from './token-store.ts';
export type {
  FavoriteMap,
  MapRecord,
  TrackmaniaClub,
  TrackmaniaUser,
} from './trackmania/api-answers.ts';
export type { ApiParameter, ApiParameters } from './trackmania/api-request.ts';
export type {
  TrackmaniaAuthorizationBeginning,
  TrackmaniaAuthorizationChecks,
  TrackmaniaAuthorizationOptions,
} from './trackmania/authorization.ts';
export { createClientCredentials } from './trackmania/client-credentials.ts';
export type {
  ClientCredentials,
  ClientCredentialsOptions,
} from './trackmania/client-credentials.ts';
export type { TrackmaniaEndpoints, TrackmaniaOptions } from './trackmania/configuration.ts';
export { createDisplayNameCache } from './trackmania/display-name-cache.ts';
export type { DisplayNameCache, DisplayNameCacheOptions } from './trackmania/display-name-cache.ts';
export type { AllFavoriteMapsOptions } from './trackmania/favorite-pages.ts';
export { trackmania } from './trackmania/provider.ts';
export type { ClientCredentialsRequest, TrackmaniaProvider } from './trackmania/provider.ts';
export type {
  FavoriteMapsOptions,
  TrackmaniaRoutes,
  TrackmaniaRoutesByToken,
} from './trackmania/routes.ts';
export type { TrackmaniaSession } from './trackmania/session.ts';
export { AccessTokenInvalid } from './verification/access-token-invalid.ts';
export type { AccessTokenRefusal } from './verification/access-token-invalid.ts';
