import type { FastifyPluginCallback, FastifyRequest } from 'fastify';

import { activeFaultsMax } from './active-faults.ts';
import type { ActiveFaults } from './active-faults.ts';
import { faultAreas, faultNames, findFaultKind } from './fault-table.ts';
import type { FaultName } from './fault-table.ts';
import { guardLocalRoutes, refuseLocal } from '../local-access.ts';
import type { LocalAccess } from '../local-access.ts';
import { faultsPath } from './faults-path.ts';
import { areasOf, parseFault } from './parse-fault.ts';
import type { Fault } from './parse-fault.ts';

/** What the routes that switch faults need. */
export interface FaultRoutesOptions extends LocalAccess {
  readonly active: ActiveFaults;
  /** The dialect of a client; undefined when there is none of that id. */
  readonly findDialect: (client_id: string) => Promise<'iracing' | 'trackmania' | undefined>;
}

const bodyBytesMax = 4096;

async function findClientProblem(
  { name, client_id }: Fault,
  { findDialect }: FaultRoutesOptions,
): Promise<string | undefined> {
  if (client_id === null) return undefined;
  const dialect = await findDialect(client_id);
  if (dialect === undefined) {
    return 'There is no client of that id; "pitpass clients list" shows those there are.';
  }
  const areas = areasOf(findFaultKind(name));
  if (areas.some((area) => faultAreas[area].dialect === dialect)) return undefined;
  return `The fault ${name} does not happen in the dialect of that client, ${dialect}.`;
}

/** Reads `?name=`; undefined when it was left out. */
function parseName(request: FastifyRequest): FaultName | 'unknown' | undefined {
  const { name } = request.query as Readonly<Record<string, unknown>>;
  if (name === undefined) return undefined;
  return faultNames.find((known) => known === name) ?? 'unknown';
}

/**
 * The routes that switch faults on and off, for whoever holds the token of the data directory. A
 * page of another origin is refused whatever it presents.
 */
export const faultRoutes: FastifyPluginCallback<FaultRoutesOptions> = (app, options, done) => {
  const { active } = options;
  guardLocalRoutes(app, options, 'Faults are not switched from a page of another origin.');
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    (_request, body, parsed) => parsed(null, body),
  );
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) throw error;
    return refuseLocal(reply, status, `A fault is sent as JSON of at most ${bodyBytesMax} bytes.`);
  });
  app.get(faultsPath, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ faults: active.list() }),
  );
  app.post(faultsPath, async (request, reply) => {
    let wanted: unknown;
    try {
      wanted = JSON.parse(String(request.body));
    } catch {
      return refuseLocal(
        reply,
        400,
        'A fault is sent as JSON, {"name":"maintenance"} for example.',
      );
    }
    const parsed = parseFault(wanted);
    if ('problem' in parsed) return refuseLocal(reply, 400, parsed.problem);
    const problem = await findClientProblem(parsed.fault, options);
    if (problem !== undefined) return refuseLocal(reply, 400, problem);
    if (!active.add(parsed.fault)) {
      return refuseLocal(
        reply,
        400,
        `No more than ${activeFaultsMax} faults can be on; clear some.`,
      );
    }
    return reply.code(201).header('cache-control', 'no-store').send({ fault: parsed.fault });
  });
  app.delete(faultsPath, (request, reply) => {
    const name = parseName(request);
    if (name === 'unknown') {
      return refuseLocal(reply, 400, `There is no such fault; there are ${faultNames.join(', ')}.`);
    }
    return reply.header('cache-control', 'no-store').send({ cleared: active.clear(name) });
  });
  done();
};
