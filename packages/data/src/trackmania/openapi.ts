import { describeTokenRefusal, needsMember, needsScope } from './admission.ts';
import type { TrackmaniaErrorProfile } from './ports.ts';
import type { ListParameter, QueryParameter } from './query.ts';
import type { RouteEntry, Samples, Schema } from './route-entry.ts';
import { summaryOf } from './route-entry.ts';
import { routeTable } from './route-table.ts';
import { mapUid, objectOf } from './routes/schemas.ts';

/** The scopes, and what each of them opens. */
export const scopes: Readonly<Record<NonNullable<RouteEntry['scope']>, string>> = {
  clubs: 'See the clubs that you administer.',
  read_favorite: 'See your favorite maps and your records.',
  write_favorite: 'Add and remove favorite maps.',
};

/** What the statuses that are not a route's own mean. */
export const tokenRefusals = {
  401: 'No token, or one that is broken, expired, ended or not of this service.',
  403: 'The token has no member where one is needed, or lacks the scope.',
} as const;

function jsonOf(schema: Schema, example: unknown): Schema {
  return { 'application/json': { schema, example } };
}

function listSchema({ item, limit }: ListParameter): Schema {
  const items = item === 'uuid' ? { type: 'string', format: 'uuid' } : { type: 'string' };
  return { type: 'array', minItems: 1, maxItems: limit, items };
}

function describeParameter(parameter: QueryParameter): Schema {
  const { name, description } = parameter;
  if (parameter.kind === 'list') {
    const schema = listSchema(parameter);
    const form = { style: 'form', explode: true };
    return { name: `${name}[]`, in: 'query', required: true, description, ...form, schema };
  }
  const { minimum, maximum, default: value } = parameter;
  const schema = { type: 'integer', minimum, maximum, default: value };
  return { name, in: 'query', required: false, description, schema };
}

function describeMessage(description: string): Schema {
  const schema = { $ref: '#/components/schemas/Message' };
  return { description, content: { 'application/json': { schema } } };
}

function describeAnswer({ answer }: RouteEntry, samples: Samples): Schema {
  if (answer === undefined) return { 204: { description: 'Done; no content.' } };
  const content = jsonOf(answer.schema, answer.example(samples));
  return { 200: { description: 'Found.', content } };
}

function describeRoute(entry: RouteEntry, samples: Samples): Schema {
  const { token, scope } = entry;
  const refusals = Object.entries(entry.refusals).map(
    ([status, text]) => [status, describeMessage(text)] as const,
  );
  return {
    operationId: entry.operationId,
    summary: summaryOf(entry),
    description: entry.description,
    security: [
      { authorization_code: scope === undefined ? [] : [scope] },
      ...(token === 'any' ? [{ client_credentials: [] }] : []),
    ],
    parameters: entry.parameters.map(describeParameter),
    ...(entry.hasUidBody === true && {
      requestBody: {
        required: true,
        content: jsonOf(objectOf({ uid: mapUid }), { uid: samples.map.uid }),
      },
    }),
    responses: {
      ...describeAnswer(entry, samples),
      ...Object.fromEntries(refusals),
      401: { $ref: '#/components/responses/Unauthorized' },
      ...(token === 'user' && { 403: { $ref: '#/components/responses/Forbidden' } }),
      500: describeMessage('The request failed here.'),
    },
  };
}

function describeSecurity(origin: string): Schema {
  const tokenUrl = `${origin}/api/access_token`;
  const authorizationCode = {
    authorizationUrl: `${origin}/oauth/authorize`,
    tokenUrl,
    refreshUrl: tokenUrl,
    scopes,
  };
  return {
    authorization_code: { type: 'oauth2', flows: { authorizationCode } },
    client_credentials: { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes: {} } } },
  };
}

function describeUnauthorized(profile: TrackmaniaErrorProfile): Schema {
  const example = describeTokenRefusal('Access token could not be verified', profile);
  const members = Object.keys(example).map((name) => [name, { type: 'string' }] as const);
  const challenge = { description: 'RFC 6750, section 3.', schema: { type: 'string' } };
  return {
    description: tokenRefusals[401],
    headers: { 'WWW-Authenticate': challenge },
    content: jsonOf(objectOf(Object.fromEntries(members)), example),
  };
}

/**
 * Describes the API in OpenAPI 3.0, from the table that registers the routes.
 *
 * @param publicOrigin what every URL begins with
 * @see OpenAPI Specification 3.0.3
 */
export function describeApi(
  publicOrigin: string,
  profile: TrackmaniaErrorProfile,
  samples: Samples,
): Schema {
  const { origin } = new URL(publicOrigin);
  const paths: Record<string, Record<string, Schema>> = {};
  for (const entry of routeTable) {
    const methods = (paths[entry.path] ??= {});
    methods[entry.method.toLowerCase()] = describeRoute(entry, samples);
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Trackmania API',
      version: '1.0.0',
      description:
        'A local service that speaks the dialect of the Trackmania API. Its accounts, maps and ' +
        'records are made up. It is not affiliated with the makers of the game.',
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: describeSecurity(origin),
      schemas: { Message: objectOf({ message: { type: 'string' } }) },
      responses: {
        Unauthorized: describeUnauthorized(profile),
        Forbidden: {
          description: tokenRefusals[403],
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Message' },
              examples: {
                scope: { value: { message: needsScope } },
                member: { value: { message: needsMember } },
              },
            },
          },
        },
      },
    },
  };
}
