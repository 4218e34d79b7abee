/** What the pages around a member's account say beside their own content. */
export const accountTexts = {
  navigation: 'Account',
  rooms: {
    apps: 'Apps',
    ownApps: 'Your own apps',
  },
} as const;
