import type { FastifyInstance } from 'fastify';

import { iracingPaths } from '../../dialect/iracing/paths.ts';
import { claimSecret, findClientOfLink, secretLinkPath } from '../../domain/client/secret-links.ts';
import { clientSecretPage, clientSecretShownPage } from '../../pages/client-secret-page.ts';
import { ownAppLifeTexts } from '../../pages/own-app-life-texts.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { browserForm, readBrowserForm, readLink, sendLinkGone } from './mailed-link.ts';
import { ownAppPaths } from './own-app-pages.ts';

const subjectOf = (link: string) => `client-secret.${link}`;

/**
 * The pages behind a mailed link to a secret. Opening it changes nothing, so that a program that follows the
 * links of a mail spends none; its button makes the secret and shows it once.
 *
 * @see S197
 */
export function registerClientSecret(app: FastifyInstance, parts: HttpParts): void {
  const { linkGone } = ownAppLifeTexts.errors;
  app.get(secretLinkPath, async (request, reply) => {
    const context = { request, reply, parts };
    const link = readLink(context);
    const found = await findClientOfLink(link, parts);
    if (found === undefined) return sendLinkGone(context, ownAppPaths.list, linkGone);
    const page = clientSecretPage({
      frame: pageFrame(parts),
      client_name: found.client.client_name,
      form: { action: secretLinkPath, hidden: browserForm(context, subjectOf(link), { link }) },
    });
    return sendPage(reply, parts, page);
  });
  app.post(secretLinkPath, async (request, reply) => {
    const context = { request, reply, parts };
    const posted = readBrowserForm(context, (field) => subjectOf(field('link')));
    if ('answer' in posted) return posted.answer;
    const claimed = await claimSecret(posted.field('link'), toRequester(request), parts);
    if (claimed === undefined) return sendLinkGone(context, ownAppPaths.list, linkGone);
    const { client, client_secret } = claimed;
    const { client_id, client_name } = client;
    const page = clientSecretShownPage({
      frame: pageFrame(parts),
      client_id,
      client_name,
      client_secret,
      appsHref: ownAppPaths.list,
      maskingHref:
        client.dialect === 'iracing'
          ? `${iracingPaths.book}token_endpoint.html#masking`
          : undefined,
    });
    return sendPage(reply, parts, page);
  });
}
