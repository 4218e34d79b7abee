/** Where faults are listed (GET), switched on (POST) and off (DELETE, `?name=` for one kind). */
export const faultsPath = '/local/faults';

/** The header in which the token of the data directory is presented. */
export const localTokenHeader = 'pitpass-local-token';

/** The file of the data directory that holds that token. */
export const localTokenFile = 'local-token';
