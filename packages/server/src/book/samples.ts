import type { TokenResponse } from '@pitpass/protocol';

import { iracingDialect } from '../dialect/iracing/dialect.ts';
import { iracingRegistration } from '../dialect/iracing/registration-profile.ts';
import { iracingScopeTable } from '../dialect/iracing/scope-table.ts';

/** What the profile route answers. */
export const sampleProfile = { iracing_name: 'Alex Thornquist', iracing_cust_id: 1_000_001 };

const tokens: Required<TokenResponse> = {
  access_token: 'eyJ…',
  token_type: 'Bearer',
  expires_in: iracingRegistration.access_token_lifetime_seconds,
  refresh_token: 'ppr_…',
  refresh_token_expires_in: iracingRegistration.refresh_token_lifetime_seconds,
  scope: Object.keys(iracingScopeTable).join(' '),
};

/** What the token endpoint answers when everything was asked for. */
export const sampleTokens = iracingDialect.formatTokenResponse(tokens);
