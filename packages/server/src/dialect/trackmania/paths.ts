/** The paths of the dialect's authorization. @see trackmania-api §1 */
export const trackmaniaPaths = {
  authorize: '/oauth/authorize',
  token: '/api/access_token',
} as const;
