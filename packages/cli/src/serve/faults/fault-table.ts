/** A part of the service where things can be made to go wrong. */
export type FaultArea = 'data' | 'files' | 'iracing_token' | 'api' | 'trackmania_token';

interface AreaFacts {
  /** How its paths begin; the path itself when it has only one. */
  readonly path: string;
  readonly isOnePath: boolean;
  readonly dialect: 'iracing' | 'trackmania';
  /** False where requests carry no token, so that nobody knows whose they are. */
  readonly knowsClient: boolean;
}

/** Every area, one-path areas before those that they lie in. */
export const faultAreas: Readonly<Record<FaultArea, AreaFacts>> = {
  data: { path: '/data/', isOnePath: false, dialect: 'iracing', knowsClient: true },
  files: { path: '/data-files/', isOnePath: false, dialect: 'iracing', knowsClient: false },
  iracing_token: { path: '/oauth2/token', isOnePath: true, dialect: 'iracing', knowsClient: true },
  trackmania_token: {
    path: '/api/access_token',
    isOnePath: true,
    dialect: 'trackmania',
    knowsClient: true,
  },
  api: { path: '/api/', isOnePath: false, dialect: 'trackmania', knowsClient: true },
};

/** The areas in their order. */
export const faultAreaNames = Object.keys(faultAreas) as readonly FaultArea[];

/** The area that the path of a request lies in. */
export function findFaultArea(path: string): FaultArea | undefined {
  return faultAreaNames.find((name) => {
    const area = faultAreas[name];
    return area.isOnePath ? path === area.path : path.startsWith(area.path);
  });
}

/** What is known of a fault before anybody asks for it. */
export interface FaultKind {
  /** What the app sees, for people. */
  readonly sentence: string;
  /** Where it happens unless a path is named. */
  readonly areas: readonly FaultArea[];
  /** Where it happens besides when the path is named. */
  readonly areasByPath?: readonly FaultArea[];
  /** What its seconds mean and may be; absent when it takes none. */
  readonly seconds?: {
    readonly meaning: string;
    readonly usual: number;
    readonly min: number;
    readonly max: number;
  };
}

const tokenAreas = ['iracing_token', 'trackmania_token'] as const;
const routes = ['data', 'api'] as const;

/** Every fault that can be asked for, by name. */
export const faultKinds = {
  maintenance: {
    sentence: 'answers 503 "Site Maintenance", as during the weekly downtime',
    areas: [...routes, ...tokenAreas],
  },
  'rate-limit': {
    sentence: 'answers that there were too many requests, in the way of the endpoint',
    areas: [...routes, ...tokenAreas],
    seconds: { meaning: 'until there may be more', usual: 60, min: 1, max: 3600 },
  },
  unauthorized: {
    sentence: 'answers 401 to a token that is good',
    areas: routes,
  },
  forbidden: {
    sentence: 'answers 403 where the token would have been enough',
    areas: routes,
  },
  'gateway-timeout': {
    sentence: 'answers 504 with a page in HTML; nothing has happened',
    areas: [...routes, ...tokenAreas],
  },
  slow: {
    sentence: 'waits before anything happens',
    areas: ['data', 'files', ...tokenAreas, 'api'],
    seconds: { meaning: 'to wait', usual: 5, min: 1, max: 300 },
  },
  truncated: {
    sentence: 'ends in the middle of the body, whose whole length was promised',
    areas: ['data', 'files', 'api'],
    areasByPath: tokenAreas,
  },
  'expired-link': {
    sentence: 'hands out links that are dead when they arrive',
    areas: ['data'],
    areasByPath: ['files'],
  },
  'clock-skew': {
    sentence: "tells the time by a clock that is wrong: Date, X-RateLimit-Reset, a link's expires",
    areas: ['data', 'files', ...tokenAreas, 'api'],
    seconds: { meaning: 'ahead, or behind when negative', usual: 300, min: -86_400, max: 86_400 },
  },
  'refresh-token-spent': {
    sentence: 'refuses the refresh token as spent, which in truth stays good',
    areas: tokenAreas,
  },
  'refresh-answer-lost': {
    sentence: 'refreshes, and the connection breaks before the answer: the old token is spent',
    areas: tokenAreas,
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

/** The name of a fault. */
export type FaultName = keyof typeof faultKinds;

/** The names in their order. */
export const faultNames = Object.keys(faultKinds) as readonly FaultName[];

/** The fault of a name; undefined when there is none. */
export function findFaultKind(name: FaultName): FaultKind;
export function findFaultKind(name: string): FaultKind | undefined;
export function findFaultKind(name: string): FaultKind | undefined {
  return Object.hasOwn(faultKinds, name) ? faultKinds[name as FaultName] : undefined;
}
