/**
 * Whose error answers are given: those of version 8 of the library that the game's service is built on, or
 * those of version 9.
 *
 * @see trackmania-api §2, §5.5
 */
export type TrackmaniaErrorProfile = 'league-8' | 'league-9';
