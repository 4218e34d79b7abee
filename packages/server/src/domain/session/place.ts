/** A place, no finer than a city, in English. What is not known is null. */
export interface Place {
  readonly continent: string | null;
  readonly country: string | null;
  /** From the largest to the smallest, such as a state and a county. */
  readonly subdivisions: readonly string[] | null;
  readonly city: string | null;
}

/** Looks places up in a database of the operator's own; no address leaves the service. @see S136 */
export interface PlaceFinder {
  /** Nowhere for an address that is null, private or not in the database. */
  findPlace(ip: string | null): Place;
}

/** The place of which nothing is known. */
export const nowhere: Place = { continent: null, country: null, subdivisions: null, city: null };

/** What a service without a database of places knows. */
export const noPlaces: PlaceFinder = { findPlace: () => nowhere };
